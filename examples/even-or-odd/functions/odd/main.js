// Receives what the number generator returned.
exports.handler = async event => {
  console.log(`My odd number is ${event.number}`)
  return { number: event.number }
}
