// What somebody whose network shuts ways may hand to who manages it: which ports lead here, in words to copy or to print.
import { byId } from './dom.js'
import { say } from './texts.js'

export function advise(ports, way) {
  const host = location.hostname
  const lines = [say('network_head', { host }), '']
  ports.forEach((p, i) => lines.push(`${i + 1}. ${say(p.carries === 'media' ? 'network_media' : `network_${p.carries}`, { protocol: p.protocol.toUpperCase(), port: p.port, host: p.host })}`))
  lines.push('', say('network_foot'))
  const secure = ports.find((p) => p.carries === 'relay_tls')
  if (secure) lines.push(say('network_proxy', { host: secure.host }))
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' }).format(new Date())
  lines.push('', say('network_tried', { when, way: way ? say(`over_${way}`) : say('network_none') }))
  byId('network-text').textContent = lines.join('\n')
  byId('network').hidden = false
}

export function handOver() {
  byId('network-copy').addEventListener('click', async () => {
    const copied = await navigator.clipboard?.writeText(byId('network-text').textContent).then(
      () => true,
      () => false,
    )
    byId('network-said').textContent = say(copied ? 'network_copied' : 'network_not_copied')
    if (!copied) getSelection().selectAllChildren(byId('network-text'))
  })
  byId('network-print').addEventListener('click', () => window.print())
}
