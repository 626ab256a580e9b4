// listening reads the lesson aloud, sentence by sentence, in a voice of the lesson's language. It shows itself only
// where the browser has such a voice.
import { keep, kept } from './storage.js'
import { sentences } from './sentences.js'

export function listening() {
  const panel = document.querySelector('[data-listening]')
  const button = document.querySelector('[data-listen]')
  const text = document.querySelector('[data-place]')
  if (!panel || !button || !text || !('speechSynthesis' in window)) return
  const language = (text.closest('[lang]')?.lang || 'it').toLowerCase()
  const show = () => {
    if (!voiceFor(language)) return
    speechSynthesis.removeEventListener?.('voiceschanged', show)
    button.hidden = false
  }
  speechSynthesis.addEventListener?.('voiceschanged', show)
  show()
  player(panel, button, text, language)
}

// A voice on the device goes before one that sends the text over the network.
function voiceFor(language) {
  const same = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().replace('_', '-').startsWith(language.slice(0, 2)))
  return same.find((voice) => voice.localService) ?? same[0]
}

function player(panel, button, text, language) {
  const pause = panel.querySelector('[data-pause]')
  const words = pause.querySelector('span')
  const rate = panel.querySelector('select')
  const highlight = window.Highlight && CSS.highlights ? new Highlight() : null
  let list = []
  let at = 0
  let turn = 0
  if (highlight) CSS.highlights.set('spoken', highlight)
  rate.value = kept('aula.rate') ?? '1'

  const say = () => {
    const mine = ++turn
    speechSynthesis.cancel()
    if (at >= list.length) return stop()
    const sentence = list[at]
    mark(sentence)
    const utterance = new SpeechSynthesisUtterance(sentence.text)
    utterance.voice = voiceFor(language)
    utterance.lang = utterance.voice?.lang ?? language
    utterance.rate = Number(rate.value)
    utterance.onend = () => {
      if (mine !== turn) return
      at++
      say()
    }
    speechSynthesis.speak(utterance)
  }
  const mark = (sentence) => {
    highlight?.clear()
    highlight?.add(sentence.range)
    const box = sentence.range.getBoundingClientRect()
    if (box.top < 60 || box.bottom > innerHeight - 90) scrollTo({ top: scrollY + box.top - innerHeight / 3 })
  }
  const playing = (yes) => {
    pause.dataset.is = yes ? 'playing' : 'paused'
    words.textContent = yes ? pause.dataset.pause : pause.dataset.resume
  }
  // Some browsers forget a paused voice: a pause ends the sentence, resuming says it again from its start.
  const halt = () => {
    turn++
    speechSynthesis.cancel()
    playing(false)
  }
  const stop = () => {
    halt()
    highlight?.clear()
    panel.hidden = true
    button.setAttribute('aria-pressed', 'false')
    button.focus()
  }
  button.addEventListener('click', () => {
    if (!panel.hidden) return stop()
    list = sentences(text, language)
    at = Math.max(0, list.findIndex((s) => s.range.getBoundingClientRect().bottom > 0))
    panel.hidden = false
    button.setAttribute('aria-pressed', 'true')
    playing(true)
    say()
    pause.focus()
  })
  pause.addEventListener('click', () => {
    if (pause.dataset.is === 'playing') return halt()
    playing(true)
    say()
  })
  panel.querySelector('[data-stop]').addEventListener('click', stop)
  rate.addEventListener('change', () => {
    keep('aula.rate', rate.value)
    if (pause.dataset.is === 'playing') say()
  })
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && stop())
  addEventListener('pagehide', () => speechSynthesis.cancel())
}
