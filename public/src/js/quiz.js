// The quiz: every answer is saved when it is given, kept on the device while the line is down, and the time that is
// left is shown and spoken.
import { answerOf, certaintyOf, restore } from './parts/answers.js'
import { attachments } from './parts/attachments.js'
import { countdown } from './parts/countdown.js'
import { orderings } from './parts/ordering.js'
import { refused, unread } from './parts/problems.js'
import { Saver } from './parts/saver.js'
import { words } from './parts/words.js'

const form = document.querySelector('form[data-attempt]')
if (form) {
  const saver = new Saver(form, form.querySelector('[data-state]') ?? document.querySelector('[data-state]'))
  restore(form, saver.waiting)
  orderings(form)
  words(form)
  attachments(form)
  saver.start()

  const changed = (event, wait) => {
    const question = event.target.closest('[data-question]')
    if (!question) return
    const { question: id } = question.dataset
    if (event.target.closest('[data-certainty]')) saver.put('certainty', id, certaintyOf(question), wait)
    else if (event.target.closest('[data-answer]') && event.target.type !== 'file') saver.put('answers', id, answerOf(question), wait)
  }
  form.addEventListener('change', (event) => changed(event, 0))
  form.addEventListener('input', (event) => {
    if (event.target.matches('textarea')) changed(event, 2000)
    else if (event.target.matches('input[type=text]')) changed(event, 800)
  })
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return saver.leave()
    event.preventDefault()
    event.stopImmediatePropagation()
    saver.show('offline')
  })

  const ended = () => {
    const last = form.querySelector('[data-final]')
    saver.show('ended')
    if (last) form.requestSubmit(last)
  }
  const clock = countdown(form, () => saver.flush(), ended)
  saver.onSaved = (answer) => {
    clock?.set(answer)
    unread(form, answer)
  }
  saver.onRefused = (answer) => refused(form, answer)
}
