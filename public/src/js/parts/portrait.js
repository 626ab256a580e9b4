// portrait draws a picture of a film that has none, and gives it to the academy, which cannot decode every film.
export function portrait(film, video) {
  const to = film.dataset.portray
  if (!to || !video) return
  const still = document.createElement('video')
  still.muted = true
  still.preload = 'auto'
  still.src = video.src.split('#')[0]
  still.addEventListener('loadedmetadata', () => {
    still.currentTime = still.duration / 10
  })
  still.addEventListener('seeked', () => draw(still, to), { once: true })
}

function draw(still, to) {
  if (!still.videoWidth) return
  const canvas = document.createElement('canvas')
  canvas.width = Math.min(1280, still.videoWidth)
  canvas.height = Math.round((canvas.width * still.videoHeight) / still.videoWidth)
  canvas.getContext('2d').drawImage(still, 0, 0, canvas.width, canvas.height)
  const send = (blob) => blob && fetch(to, { method: 'POST', headers: { 'Content-Type': 'image/jpeg' }, body: blob }).catch(() => {})
  canvas.toBlob(send, 'image/jpeg', 0.8)
  still.removeAttribute('src')
  still.load()
}
