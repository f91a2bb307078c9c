/** Where a browser for tests may be. The one without windows is the best: the others draw their own for each context, which takes half of a test's time. */
export const bestChromium = [process.env.CHROMIUM, '/usr/lib/chromium/chromium-headless-shell']
export const otherChromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
