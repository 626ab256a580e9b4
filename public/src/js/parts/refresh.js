// refresh loads a page again every few seconds while it shows how far something is, unless somebody is reading within it.
export function refresh() {
  const running = document.querySelector('[data-refresh]')
  if (!running) return
  setTimeout(() => {
    if (document.hidden) return document.addEventListener('visibilitychange', () => location.reload(), { once: true })
    location.reload()
  }, Number(running.dataset.refresh) * 1000)
}
