// watching tells the server which parts of a film were played: every quarter of a minute, at a pause, at the end and when the reader
// leaves. The parts are all those of this visit, so that a report which is lost is made good by the next.
const every = 15000

export function watching(film) {
  const video = film.querySelector('video')
  const left = film.querySelector('[data-film-left]')
  const status = film.querySelector('[data-film-status]')
  let said = null
  let done = false

  const tell = async () => {
    const played = parts(video)
    const text = JSON.stringify(played)
    if (done || text === said) return
    const before = said
    said = text
    try {
      const answer = await fetch(film.dataset.report, {
        method: 'POST',
        keepalive: true, // also while the page is left
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ version: Number(film.dataset.version), played }),
      })
      const body = await answer.json()
      if (answer.ok) return show(body)
      if (answer.status === 409) left.textContent = body.message
    } catch {
      // without a line the next report says it all again
    }
    said = before
  }
  const show = (body) => {
    left.textContent = body.words
    if (!body.done) return
    done = true
    left.classList.add('is-done')
    status.textContent = body.words
  }

  video.addEventListener('playing', tell)
  video.addEventListener('pause', tell)
  video.addEventListener('ended', tell)
  setInterval(() => video.paused || tell(), every)
  document.addEventListener('visibilitychange', () => document.hidden && tell())
  addEventListener('pagehide', tell)
}

// parts are what was played, in seconds.
function parts(video) {
  const round = (seconds) => Math.round(seconds * 1000) / 1000
  return Array.from({ length: video.played.length }, (_, i) => [round(video.played.start(i)), round(video.played.end(i))])
}
