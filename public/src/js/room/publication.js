// What this person publishes: one connection, which the browser offers. Each offer has a generation; an answer to an older one is
// dropped, and offers are made one after the other. A line that failed is looked for anew (ICE restart); where that does not help, another
// connection is made, which may have another cipher.
import { safer } from './redundancy.js'
import * as ways from './ways.js'

const layers = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1700000 },
]
const encodings = { camera: layers, screen: [{ maxBitrate: 2500000 }], microphone: [{ maxBitrate: 32000 }], screen_audio: [{ maxBitrate: 96000 }] }

const pause = 2000 // before another connection takes the place of one that never came about, or that a restart did not bring back

export class Publication {
  constructor(socket, failed) {
    this.socket = socket
    this.failed = failed
    this.tracks = new Map() // source → track
    this.generation = 0
    this.turn = Promise.resolve()
  }

  // put publishes a track as a source; without a track it ends it.
  put(source, track) {
    const old = this.tracks.get(source)
    if (old && old !== track) old.stop()
    if (track) this.tracks.set(source, track)
    else this.tracks.delete(source)
    return this.soon()
  }

  has(source) {
    return this.tracks.has(source)
  }

  // anew publishes everything over a new connection, after the room was left and entered again.
  anew() {
    this.close()
    return this.tracks.size ? this.soon() : Promise.resolve()
  }

  withdraw() {
    for (const track of this.tracks.values()) track.stop()
    this.tracks.clear()
    this.close()
  }

  close() {
    clearTimeout(this.later)
    this.pc?.close()
    this.pc = undefined
    this.senders = new Map()
  }

  soon(options) {
    this.turn = this.turn.catch(() => {}).then(() => this.offer(options))
    return this.turn
  }

  begin() {
    this.senders = new Map()
    const pc = (this.pc = ways.connect())
    let worked = false
    pc.addEventListener('connectionstatechange', () => {
      if (pc !== this.pc) return
      if (pc.connectionState === 'connected') worked = true
      if (pc.connectionState !== 'failed') return
      ways.need()
      if (worked) this.soon({ iceRestart: true }).catch(this.failed)
      else this.later = setTimeout(() => pc === this.pc && this.anew().catch(this.failed), pause)
      worked = false
    })
    ways.unless(
      pc,
      () => pc !== this.pc || worked,
      () => this.soon({ iceRestart: true }).catch(this.failed),
    )
  }

  async offer(options) {
    await ways.ready()
    if (!this.pc) {
      if (!this.tracks.size) return
      this.begin()
    }
    const pc = this.pc
    if (options?.iceRestart) ways.refresh(pc)
    for (const [source, sender] of this.senders) if (!this.tracks.has(source)) await this.end(source, sender)
    for (const [source, track] of this.tracks) await this.send(source, track)
    const generation = ++this.generation
    await pc.setLocalDescription(await pc.createOffer(options))
    const tracks = [...this.senders].filter(([source]) => this.tracks.has(source)).map(([source, t]) => ({ mid: t.mid, source }))
    const answer = await this.socket.ask('media.publish', { generation, sdp: pc.localDescription.sdp, tracks })
    if (pc !== this.pc || answer.generation !== this.generation) return
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp })
  }

  async send(source, track) {
    const known = this.senders.get(source)
    if (known) {
      if (known.sender.track !== track) await known.sender.replaceTrack(track)
      known.direction = 'sendonly'
      return
    }
    const made = this.pc.addTransceiver(track, { direction: 'sendonly', sendEncodings: encodings[source].map((e) => ({ ...e })) })
    if (track.kind === 'video') preferVP8(made)
    if (source === 'microphone') safer(this.pc, made.sender)
    this.senders.set(source, made)
  }

  async end(source, transceiver) {
    transceiver.direction = 'inactive'
    await transceiver.sender.replaceTrack(null)
  }
}

function preferVP8(transceiver) {
  const codecs = RTCRtpSender.getCapabilities?.('video')?.codecs
  if (!codecs || !transceiver.setCodecPreferences) return
  const first = (c) => (c.mimeType === 'video/VP8' ? 0 : 1)
  transceiver.setCodecPreferences([...codecs].sort((a, b) => first(a) - first(b)))
}
