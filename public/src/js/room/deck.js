// A PDF becomes pictures: drawn here, page by page, and uploaded; the server never reads the PDF.
import { byId, fill, problem } from './dom.js'
import { say } from './texts.js'

const most = { bytes: 200 << 20, pages: 300, picture: 2 << 20, side: 1920 }
const light = { bytes: 48 << 10, most: 128 << 10, side: 960, qualities: [0.6, 0.45, 0.3] } // for slow lines

export class Deck {
  constructor({ socket, room }) {
    Object.assign(this, { socket, room })
    byId('deck-file').addEventListener('change', ({ target }) => target.files[0] && this.take(target.files[0]))
    byId('deck-cancel').addEventListener('click', () => this.stop?.abort())
  }

  async take(file) {
    const stop = (this.stop = new AbortController())
    problem(byId('deck-problem'))
    byId('deck-file').disabled = true
    try {
      await this.upload(file, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) problem(byId('deck-problem'), this.why(error))
    } finally {
      byId('deck-progress').hidden = true
      byId('deck-file').disabled = false
      byId('deck-file').value = ''
    }
  }

  why(error) {
    if (error.said) return error.said // by the server, in words
    const words = { InvalidPDFException: 'deck_not_pdf', PasswordException: 'deck_locked', TooLarge: 'deck_large', TooMany: 'deck_many' }[error.name]
    return say(words ?? 'deck_failed', { pages: error.pages })
  }

  async upload(file, signal) {
    if (file.size > most.bytes) throw Object.assign(new Error(), { name: 'TooLarge' })
    const head = new TextDecoder('latin1').decode(await file.slice(0, 1024).arrayBuffer())
    if (!head.includes('%PDF-')) throw Object.assign(new Error(), { name: 'InvalidPDFException' })
    const { getDocument, GlobalWorkerOptions } = await import(this.room.pdf)
    GlobalWorkerOptions.workerSrc = this.room.pdfWorker
    const loading = getDocument({ data: await file.arrayBuffer(), isEvalSupported: false, useWasm: false, enableXfa: false, stopAtErrors: false })
    try {
      const pdf = await loading.promise
      if (pdf.numPages > most.pages) throw Object.assign(new Error(), { name: 'TooMany', pages: pdf.numPages })
      const deck = await this.begin(file.name, pdf.numPages, signal)
      for (let page = 1; page <= pdf.numPages; page++) {
        this.progress(page - 1, pdf.numPages)
        const { picture, small } = await draw(await pdf.getPage(page))
        await this.put(deck, page, picture, signal)
        if (small) await this.put(deck, `${page}/small`, small, signal)
        if (page === 1) await this.socket.ask('slides.show', { deck, page: 1 })
      }
    } finally {
      loading.destroy()
    }
  }

  async begin(name, pages, signal) {
    const answer = await fetch(this.address(), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: name.slice(0, 200), pages }), signal })
    if (!answer.ok) throw await refusal(answer)
    return (await answer.json()).deck
  }

  // put sends a page, and once more where the line failed.
  async put(deck, page, picture, signal, again = 2) {
    try {
      const answer = await fetch(`${this.address()}/${deck}/pages/${page}`, { method: 'PUT', headers: { 'Content-Type': picture.type }, body: picture, signal })
      if (!answer.ok) throw await refusal(answer)
    } catch (error) {
      if (signal.aborted || !again || error.said) throw error
      await this.put(deck, page, picture, signal, again - 1)
    }
  }

  address() {
    return `/api/aula/webinars/${this.room.webinar}/decks`
  }

  progress(done, of) {
    const place = byId('deck-progress')
    place.hidden = false
    place.querySelector('progress').value = done / of
    fill(place, { words: say('deck_progress', { page: done + 1, pages: of }) })
  }
}

// refusal is what the server says against what was sent; where it fails itself there is nothing to say.
async function refusal(answer) {
  const { message } = answer.status < 500 ? await answer.json().catch(() => ({})) : {}
  return Object.assign(new Error(`status ${answer.status}`), { said: message })
}

// draw returns a page's picture, small enough to be taken, and a light one for slow lines.
async function draw(page) {
  const natural = page.getViewport({ scale: 1 })
  const canvas = document.createElement('canvas')
  for (let side = most.side; ; side = Math.round(side * 0.7)) {
    const viewport = page.getViewport({ scale: side / Math.max(natural.width, natural.height) })
    canvas.width = Math.floor(viewport.width)
    canvas.height = Math.floor(viewport.height)
    await page.render({ canvas, canvasContext: canvas.getContext('2d', { alpha: false }), viewport, background: '#fff' }).promise
    const picture = await encode(canvas, 0.9)
    if (picture.size <= most.picture || side < 400) {
      page.cleanup()
      return { picture, small: await lighten(canvas) }
    }
  }
}

// lighten makes a picture of some tens of KB, or none if it cannot.
async function lighten(large) {
  const scale = Math.min(1, light.side / Math.max(large.width, large.height))
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(large.width * scale), height: Math.round(large.height * scale) })
  const pen = canvas.getContext('2d', { alpha: false })
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(large, 0, 0, canvas.width, canvas.height)
  let small
  for (const quality of light.qualities) {
    small = await encode(canvas, quality)
    if (small.type !== 'image/webp') small = await encode(canvas, quality, 'image/jpeg') // Safari writes no WebP
    if (small.size <= light.bytes) break
  }
  return small.size <= light.most ? small : undefined
}

const encode = (canvas, quality, type = 'image/webp') => new Promise((resolve) => canvas.toBlob(resolve, type, quality))
