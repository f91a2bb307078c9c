class OutOfStock extends Error {
  name = 'OutOfStock'
}

exports.handler = async ({ order, items }) => {
  if (items > 100) throw new OutOfStock(`There are no ${items} left.`)
  return { reservation: `reservation-${order}` }
}
