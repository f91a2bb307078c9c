/** Written by hand: two-column objects, odd spaces, an exact number. What no command is about must stay like this. */
export const handWritten = `{
  "StartAt":   "Ask",
  "States": {
    "Ask": { "Type": "Pass",   "Result": 1.50, "Next": "Which" },
    "Which": {
      "Type": "Choice",
      "Choices": [ { "Variable": "$.n", "IsNull": true, "Next": "Left" } ],
      "Default": "Right"
    },
    "Left": { "Type": "Pass", "End": true },
    "Right": {
      "Type": "Task", "Resource": "r",
      "Catch": [ { "ErrorEquals": ["States.ALL"], "Next": "Left" } ],
      "Next": "Both"
    },
    "Both": {
      "Type": "Parallel",
      "Branches": [ { "StartAt": "In", "States": { "In": { "Type": "Succeed" } } } ],
      "End": true
    }
  }
}
`
