// words counts an essay's words as they are written.
export function words(form) {
  for (const shown of form.querySelectorAll('[data-words]')) {
    const text = shown.closest('[data-answer]').querySelector('textarea')
    const count = () => {
      const n = text.value.split(/\s+/).filter(Boolean).length
      shown.textContent = shown.dataset.now.replace('{words}', n.toLocaleString(document.documentElement.lang))
    }
    text.addEventListener('input', count)
    count()
  }
}
