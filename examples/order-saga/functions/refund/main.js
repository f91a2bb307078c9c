exports.handler = async ({ payment }) => ({ refunded: payment })
