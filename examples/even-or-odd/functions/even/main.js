// Receives what the number generator returned.
exports.handler = async event => {
  console.log(`My even number is ${event.number}`)
  return { number: event.number }
}
