exports.handler = async ({ reservation }) => ({ released: reservation })
