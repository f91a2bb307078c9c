exports.handler = async ({ order }) => ({ payment: `payment-${order}` })
