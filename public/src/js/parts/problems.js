const find = (form, id) => form.querySelector(`[data-question="${CSS.escape(id)}"]`)

// unread says at once that a number cannot be read as it is written.
export function unread(form, { unread: why = {} }) {
  for (const shown of form.querySelectorAll('[data-unread]')) {
    const { question } = shown.closest('[data-question]').dataset
    const words = why[question] ? form.getAttribute(`data-unread-${why[question]}`) : ''
    if (shown.textContent !== words) shown.textContent = words
  }
  for (const shown of form.querySelectorAll('[data-problem]:not([hidden])')) tell(shown.closest('[data-question]'), '')
}

// refused says at its question why an answer was not taken. What was typed stays.
export function refused(form, { message, data }) {
  const question = data?.question && find(form, data.question)
  if (!question) return
  const reason = data.reason === 'length' && question.dataset.type === 'essay' ? 'essay_length' : data.reason
  const number = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n)
  const words = form.getAttribute(`data-problem-${reason}`) ?? message
  tell(question, words.replace('{has}', number(data.has)).replace('{most}', number(data.most)))
}

// tell shows a problem of a question, or takes it away; field is the one that it is about, the answer's where nothing is said.
export function tell(question, words, field = question.querySelector('[data-answer] input[type=text], [data-answer] textarea')) {
  const shown = question.querySelector('[data-problem]')
  if (!shown) return
  shown.hidden = !words
  shown.querySelector('span').textContent = words
  if (words) field?.setAttribute('aria-invalid', 'true')
  else field?.removeAttribute('aria-invalid')
}
