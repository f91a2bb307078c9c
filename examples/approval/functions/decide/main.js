exports.handler = async ({ request, answer }) => ({ decided: request, by: answer.by })
