// Draws a number from 1 to 100 and says whether it is even.
exports.handler = async () => {
  const number = Math.floor(Math.random() * 100) + 1
  console.log(`The number drawn is ${number}`)
  return { number, is_even: number % 2 === 0 }
}
