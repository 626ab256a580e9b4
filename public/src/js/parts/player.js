// player brings to life what stands around a film: steps, speed, places to go to, the chapter that is on.
export function player(film) {
  const video = film.querySelector('video')
  const tools = film.querySelector('[data-film-tools]')
  const broken = film.querySelector('[data-film-broken]')
  if (tools) tools.hidden = false
  video.addEventListener('error', () => broken && (broken.hidden = false))
  video.addEventListener('loadedmetadata', () => broken && (broken.hidden = true))

  film.addEventListener('click', (event) => {
    const to = event.target.closest('[data-go]')
    const by = event.target.closest('[data-skip]')
    if (by) video.currentTime = Math.max(0, video.currentTime + Number(by.dataset.skip))
    if (!to) return
    event.preventDefault()
    go(video, Number(to.dataset.go))
  })

  const rate = film.querySelector('[data-rate]')
  rate?.addEventListener('change', () => (video.playbackRate = Number(rate.value)))
  video.addEventListener('ratechange', () => {
    if (rate && [...rate.options].some((option) => Number(option.value) === video.playbackRate)) rate.value = String(video.playbackRate)
  })

  const chapters = [...film.querySelectorAll('.film-chapters [data-go]')]
  video.addEventListener('timeupdate', () => {
    const on = chapters.findLast?.((chapter) => Number(chapter.dataset.go) <= video.currentTime + 0.25)
    for (const chapter of chapters) {
      if (chapter === on) chapter.setAttribute('aria-current', 'true')
      else chapter.removeAttribute('aria-current')
    }
  })
}

// go plays the film from a place, which is a reader's own wish: nothing plays by itself.
export function go(video, seconds) {
  video.currentTime = seconds
  video.play().catch(() => {}) // a browser that wants a click on the film itself
}
