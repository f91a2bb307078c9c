// Sends the question to a person; the token comes back by SendTaskSuccess, e.g. from the page that the message links to.
exports.handler = async ({ request, token }) => {
  console.log(
    `Please decide about ${request}: aws stepfunctions send-task-success --task-output '{"approved":true,"by":"me"}' --task-token ${token}`,
  )
}
