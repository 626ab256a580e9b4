// answerOf reads a question's answer in the form of the API: an option's id, a list of ids, true or false, a text.
export function answerOf(question) {
  const ticked = [...question.querySelectorAll('input:checked')].map((input) => input.value)
  switch (question.dataset.type) {
    case 'single':
      return ticked[0] ?? ''
    case 'multiple':
      return ticked
    case 'true_false':
      return ticked.length ? ticked[0] === 'true' : null
    default:
      return question.querySelector('input, textarea, select').value
  }
}

// restore puts answers that this device could not save yet back into the form.
export function restore(form, answers) {
  for (const [id, answer] of Object.entries(answers)) {
    const question = form.querySelector(`[data-question="${CSS.escape(id)}"]`)
    if (!question) continue
    const wanted = [].concat(answer).map(String)
    for (const input of question.querySelectorAll('input, textarea, select')) {
      if (/radio|checkbox/.test(input.type)) input.checked = wanted.includes(input.value)
      else input.value = wanted[0]
    }
  }
}
