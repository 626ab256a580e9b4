// sentences cuts the text of a lesson into what is said in one breath, with the range of the page that it covers.
// Code, formulas, tables' borders and what is folded away are not read.
const silent = 'pre, math, svg, video, audio, script, style, button, select, .anchor, .footnote-ref, .footnote-backref, [aria-hidden=true], [hidden]'
const blocks = 'p, li, h2, h3, h4, h5, h6, td, th, dt, dd, figcaption, summary, blockquote'

export function sentences(root, language) {
  const found = []
  let parts = []
  let holder = null
  const flush = () => {
    found.push(...cut(parts, language))
    parts = []
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT
    if (node.matches(silent)) return NodeFilter.FILTER_REJECT
    if (node.parentElement.matches('details:not([open])') && !node.matches('summary')) return NodeFilter.FILTER_REJECT
    return NodeFilter.FILTER_SKIP
  })
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const block = node.parentElement.closest(blocks) ?? root
    if (block !== holder) flush()
    holder = block
    parts.push(node)
  }
  flush()
  return found
}

function cut(nodes, language) {
  const whole = nodes.map((node) => node.data).join('')
  if (!whole.trim()) return []
  return bounds(whole, language)
    .filter(([from, to]) => whole.slice(from, to).trim())
    .map(([from, to]) => ({ text: whole.slice(from, to).replace(/\s+/g, ' ').trim(), range: range(nodes, from, to) }))
}

function bounds(whole, language) {
  if (Intl.Segmenter) {
    const segments = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(whole)
    return [...segments].map(({ index, segment }) => [index, index + segment.length])
  }
  return [...whole.matchAll(/[^.!?…]+[.!?…]*\s*/g)].map((match) => [match.index, match.index + match[0].length])
}

function range(nodes, from, to) {
  const made = document.createRange()
  let start = 0
  for (const node of nodes) {
    const end = start + node.data.length
    if (from >= start && from <= end) made.setStart(node, from - start)
    if (to > start && to <= end) made.setEnd(node, to - start)
    start = end
  }
  return made
}
