// How the line to the academy is: how fast, by what the page needs anyway, and whether sound and pictures pass, by a connection over
// which nothing flows.
import { doubt } from './line.js'
import { advise } from './network.js'
import { say, number } from './texts.js'
import * as ways from './ways.js'

const enough = 1.5 // Mbit/s: one picture and the sound
const little = 0.5 // Mbit/s: sound and small slides
const patience = 5000 // ms for each way

// transport says so at a place, and returns the way that passes: empty if none does, undefined if that is not known.
export async function transport(place, webinar) {
  let words
  try {
    const speed = await fast()
    if (speed < little) doubt()
    words = say(speed >= enough ? 'transport_good' : 'transport_slow', { speed: number(speed < 10 ? Math.round(speed * 10) / 10 : Math.round(speed)) })
  } catch {
    place.textContent = say('transport_none')
    return
  }
  place.textContent = words
  if (document.getElementById('room').dataset.livekit) return // another server carries them
  const way = await found(webinar).catch(() => undefined)
  if (way === undefined) return
  place.textContent = `${words} ${say(said[way])}`
  if (way === 'direct') return way
  const { ports } = await ways.ask().catch(() => ({ ports: [] }))
  if (ports.length) advise(ports, way)
  return way
}

const said = { direct: 'transport_passes', tcp: 'way_tcp', relay: 'way_relay', relay_tls: 'way_relay_tls', '': 'no_udp' }

// found tells which way passes, the best first; empty: none; undefined: the academy has no time for trying, or carries no media.
async function found(webinar) {
  if (!window.RTCPeerConnection) return '' // a browser may be told to know none
  const direct = await passes(webinar)
  if (direct !== '') return direct
  ways.need()
  await ways.ready()
  return (await passes(webinar, { iceTransportPolicy: 'relay' })) ?? ''
}

// fast returns Mbit/s.
async function fast() {
  const address = document.querySelector('link[rel=stylesheet]').href
  const began = performance.now()
  const answers = await Promise.all([0, 1, 2, 3].map((i) => fetch(`${address}?${i}`, { cache: 'no-store' }).then((a) => a.arrayBuffer().then(() => a))))
  const seconds = (performance.now() - began) / 1000
  const bytes = answers.reduce((sum, a) => sum + Number(a.headers.get('Content-Length') ?? 30000), 0)
  return Math.min(100, (bytes * 8) / seconds / 1e6)
}

// passes tells which way packets take to the academy.
async function passes(webinar, more) {
  const pc = ways.connect(more)
  try {
    pc.addTransceiver('audio', { direction: 'recvonly' })
    await pc.setLocalDescription()
    const answer = await fetch(`/api/aula/webinars/${webinar}/line`, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: pc.localDescription.sdp })
    if (!answer.ok) return undefined
    const settled = new Promise((done) => {
      pc.addEventListener('connectionstatechange', () => {
        if (pc.connectionState === 'connected') done(true)
        if (pc.connectionState === 'failed') done(false)
      })
      setTimeout(() => done(false), patience)
    })
    await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
    return (await settled) ? await ways.taken(pc) : ''
  } finally {
    pc.close()
  }
}
