const fields = (question) => [...question.querySelectorAll('[data-answer] [data-part]')]

// answerOf reads a question's answer in the form of the API: an option's id, a list of ids, true or false, a text, an object.
export function answerOf(question) {
  const ticked = [...question.querySelectorAll('[data-answer] input:checked')].map((input) => input.value)
  switch (question.dataset.type) {
    case 'single':
      return ticked[0] ?? ''
    case 'multiple':
      return ticked
    case 'true_false':
      return ticked.length ? ticked[0] === 'true' : null
    case 'matching':
    case 'gaps':
      return Object.fromEntries(fields(question).filter((field) => field.value).map((field) => [field.dataset.part, field.value]))
    case 'ordering':
      return fields(question)
        .filter((field) => field.value)
        .sort((a, b) => a.value - b.value)
        .map((field) => field.dataset.part)
    default:
      return question.querySelector('[data-answer] input[type=text], [data-answer] textarea')?.value ?? ''
  }
}

// certaintyOf reads how sure the answer is said to be.
export function certaintyOf(question) {
  return Number(question.querySelector('[data-certainty] input:checked')?.value ?? 0)
}

// restore puts what this device could not save yet back into the form.
export function restore(form, { answers, certainty }) {
  const find = (id) => form.querySelector(`[data-question="${CSS.escape(id)}"]`)
  for (const [id, answer] of Object.entries(answers)) {
    const question = find(id)
    if (question) put(question, answer)
  }
  for (const [id, step] of Object.entries(certainty)) {
    const input = find(id)?.querySelector(`[data-certainty] input[value="${step}"]`)
    if (input) input.checked = true
  }
}

function put(question, answer) {
  const parts = fields(question)
  if (parts.length) {
    const order = Array.isArray(answer)
    for (const field of parts) {
      const { part } = field.dataset
      field.value = (order ? answer.indexOf(part) + 1 || '' : answer[part]) ?? ''
    }
    return
  }
  const wanted = [].concat(answer).map(String)
  for (const input of question.querySelectorAll('[data-answer] input:not([type=file]), [data-answer] textarea')) {
    if (/radio|checkbox/.test(input.type)) input.checked = wanted.includes(input.value)
    else input.value = wanted[0]
  }
}
