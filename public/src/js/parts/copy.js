// copyButtons shows the buttons that copy a text (data-copy) and says that it was done (data-copied).
export function copyButtons() {
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const words = button.querySelector('span') ?? button
    const before = words.textContent
    button.hidden = false
    button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy)
      words.textContent = button.dataset.copied
      setTimeout(() => (words.textContent = before.trim()), 3000)
    })
  }
}
