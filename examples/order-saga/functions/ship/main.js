exports.handler = async ({ order }) => ({ shipped: order })
