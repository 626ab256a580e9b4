// The quiz: every answer is saved when it is given, kept on the device while the line is down, and the time that is
// left is shown and spoken.
import { answerOf, restore } from './parts/answers.js'
import { countdown } from './parts/countdown.js'
import { Saver } from './parts/saver.js'

const form = document.querySelector('form[data-attempt]')
if (form) {
  const saver = new Saver(form, form.querySelector('[data-state]') ?? document.querySelector('[data-state]'))
  restore(form, saver.waiting)
  saver.start()

  const changed = (event, wait) => {
    const question = event.target.closest('[data-question]')
    if (question) saver.put(question.dataset.question, answerOf(question), wait)
  }
  form.addEventListener('change', (event) => changed(event, 0))
  form.addEventListener('input', (event) => {
    if (event.target.matches('input[type=text], input[type=number], textarea')) changed(event, 800)
  })
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return saver.leave()
    event.preventDefault()
    event.stopImmediatePropagation()
    saver.show('offline')
  })

  countdown(form, () => {
    const last = form.querySelector('[data-final]')
    saver.show('ended')
    if (last) saver.flush().finally(() => form.requestSubmit(last))
  })
}
