// The README tells people to set AWS_ENDPOINT_URL and the like in their shells; tests bring their own, and must not see those.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
