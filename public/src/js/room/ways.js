// The ways by which sound and pictures reach the academy. Nearly everybody has the direct one, and is spared the others; where it does not
// come about the academy's relay is used from then on, with credentials that are asked for when they are needed.
const soon = 4000 // ms in which the direct way comes about where there is one
const spare = 120000 // ms that credentials should still hold

let webinar
let needed = false
let known // {servers, until, ports}

export function of(id) {
  webinar = id
}

// ask tells servers and ports, as fresh as they must be.
export async function ask() {
  if (known && Date.parse(known.until) - Date.now() > spare) return known
  const answer = await fetch(`/api/aula/webinars/${webinar}/line`, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  known = await answer.json()
  return known
}

// need says that the direct way is shut.
export function need() {
  needed = true
}

// ready is waited for before a connection is made or looks for its way anew. Without an answer the direct way is tried alone.
export async function ready() {
  if (needed) await ask().catch(() => {})
}

const servers = () => (needed && known ? known.servers : [])

export function connect(more) {
  return new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers: servers(), ...more })
}

// refresh gives a connection that looks for its way anew the credentials of now.
export function refresh(pc) {
  if (servers().length) pc.setConfiguration({ ...pc.getConfiguration(), iceServers: servers() })
}

// unless calls back if a connection has not come about in time, once the relay may help; it does so once for all.
export function unless(pc, connected, otherwise) {
  if (needed) return
  setTimeout(async () => {
    if (connected() || pc.connectionState === 'closed') return
    need()
    await ready()
    if (servers().length && !connected() && pc.connectionState !== 'closed') otherwise()
  }, soon)
}

// taken tells which way a connection has found. Where the academy's machine knows another address than the world, that of a relay looks like one
// of this browser's own.
export async function taken(pc) {
  const all = [...(await pc.getStats()).values()]
  const transport = all.find((r) => r.type === 'transport' && r.selectedCandidatePairId)
  const pair = all.find((r) => r.id === transport?.selectedCandidatePairId) ?? all.find((r) => r.type === 'candidate-pair' && r.nominated && r.state === 'succeeded')
  const near = all.find((r) => r.id === pair?.localCandidateId)
  if (near?.candidateType === 'relay' || near?.relayProtocol || pc.getConfiguration().iceTransportPolicy === 'relay') return near?.relayProtocol === 'tls' ? 'relay_tls' : 'relay'
  return near?.protocol === 'tcp' ? 'tcp' : 'direct'
}
