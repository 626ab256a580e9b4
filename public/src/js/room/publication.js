// What this person publishes: one connection, which the browser offers. Each offer has a generation; an answer to an older one is
// dropped, and offers are made one after the other. A line that failed is looked for anew (ICE restart); where that does not help, another
// connection is made, which may have another cipher. Pictures are sent in the room's codec, and change with it.
import { safer } from './redundancy.js'
import * as ways from './ways.js'

const layers = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1700000 },
]
const encodings = { camera: layers, screen: [{ maxBitrate: 2500000 }], microphone: [{ maxBitrate: 32000 }], screen_audio: [{ maxBitrate: 96000 }] }

const vp8 = 'video/VP8'
const h264 = 'video/H264'
const plain = /^(?=.*packetization-mode=1)(?=.*profile-level-id=42e0)/i // as the server takes it, and every decoder

const mostSpent = 8 // sections that carry nothing any more, before another connection spares them

const pause = 2000 // before another connection takes the place of one that never came about, or that a restart did not bring back

export class Publication {
  constructor(socket, failed) {
    this.socket = socket
    this.failed = failed
    this.codec = vp8
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

  // prefer says in which codec the room wants pictures. Those that are published change to it, if this browser can.
  prefer(codec) {
    const next = codec === 'h264' && encodesH264() ? h264 : vp8
    if (next === this.codec) return
    this.codec = next
    if (this.pc && (this.has('camera') || this.has('screen'))) this.soon().catch(this.failed)
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
  }

  soon(options) {
    this.turn = this.turn.catch(() => {}).then(() => this.offer(options))
    return this.turn
  }

  begin() {
    this.senders = new Map() // source → transceiver
    this.spent = 0
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
    if (this.spent > mostSpent && this.tracks.size) this.close()
    if (!this.pc) {
      if (!this.tracks.size) return
      this.begin()
    }
    const pc = this.pc
    if (options?.iceRestart) ways.refresh(pc)
    for (const source of this.senders.keys()) if (!this.tracks.has(source)) await this.end(source)
    for (const [source, track] of this.tracks) await this.send(pc, source, track)
    if (pc !== this.pc) return
    const generation = ++this.generation
    await pc.setLocalDescription(await pc.createOffer(options))
    const tracks = [...this.senders].filter(([source]) => this.tracks.has(source)).map(([source, { transceiver }]) => ({ mid: transceiver.mid, source }))
    const answer = await this.socket.ask('media.publish', { generation, sdp: pc.localDescription.sdp, tracks })
    if (pc !== this.pc || answer.generation !== this.generation) return
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp })
  }

  async send(pc, source, track) {
    if (track.kind === 'video' && this.senders.get(source)?.codec !== this.codec) await this.end(source)
    const known = this.senders.get(source)?.transceiver
    if (known) {
      if (known.sender.track !== track) await known.sender.replaceTrack(track)
      known.direction = 'sendonly'
      return
    }
    if (pc !== this.pc) return // withdrawn meanwhile
    const made = pc.addTransceiver(track, { direction: 'sendonly', sendEncodings: encodings[source].map((e) => ({ ...e })) })
    if (track.kind === 'video') lead(made, this.codec)
    if (source === 'microphone') safer(pc, made.sender)
    this.senders.set(source, { transceiver: made, codec: this.codec })
  }

  // end stops sending. Pictures begin in another section next time: of those that go on in one, Chromium does not say again which layer is which.
  async end(source) {
    const transceiver = this.senders.get(source)?.transceiver
    if (!transceiver) return
    if (transceiver.sender.track?.kind === 'video') {
      this.senders.delete(source)
      this.spent++
    }
    transceiver.direction = 'inactive'
    await transceiver.sender.replaceTrack(null)
  }
}

// lead puts a codec before the others; of H.264 first the profile that every decoder knows.
function lead(transceiver, codec) {
  const codecs = RTCRtpSender.getCapabilities?.('video')?.codecs
  if (!codecs || !transceiver.setCodecPreferences) return
  const place = ({ mimeType, sdpFmtpLine = '' }) => (mimeType !== codec ? 2 : codec === h264 && !plain.test(sdpFmtpLine) ? 1 : 0)
  transceiver.setCodecPreferences([...codecs].sort((a, b) => place(a) - place(b)))
}

// Firefox sends layers in H.264 from version 136 on; before, the smallest alone.
const oneLayer = /Firefox\/1(2\d|3[0-5])\b/

function encodesH264() {
  const codecs = RTCRtpSender.getCapabilities?.('video')?.codecs ?? []
  return 'setCodecPreferences' in RTCRtpTransceiver.prototype && !oneLayer.test(navigator.userAgent) && codecs.some((c) => c.mimeType === h264 && plain.test(c.sdpFmtpLine))
}
