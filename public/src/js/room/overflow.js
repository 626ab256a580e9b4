// Past the room's last seat one watches the stage alone: one picture and one voice, as a plain player does. The rest of the room is there.
import { byId } from './dom.js'
import * as ways from './ways.js'

const again = 5000
const said = 10000

export class Overflow {
  constructor(room, told) {
    this.address = `/api/aula/webinars/${room.webinar}/overflow`
    this.told = told // tracks, and failed
  }

  // begin watches. Where nothing gets through it says so, and tries on.
  async begin() {
    this.stop()
    byId('seat-free').hidden = true
    byId('overflow').hidden = false
    await ways.ready()
    const pc = (this.pc = ways.connect())
    const [picture, voice] = ['video', 'audio'].map((kind) => pc.addTransceiver(kind, { direction: 'recvonly' }).receiver.track)
    for (const event of ['mute', 'unmute']) picture.addEventListener(event, () => pc === this.pc && this.show(picture, voice))
    pc.addEventListener('connectionstatechange', () => {
      if (pc !== this.pc) return
      if (pc.connectionState === 'connected') this.told.connected()
      if (pc.connectionState === 'failed') this.fail()
    })
    try {
      await pc.setLocalDescription()
      const answer = await fetch(this.address, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: pc.localDescription.sdp })
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
      if (pc === this.pc) this.show(picture, voice)
    } catch {
      if (pc === this.pc) this.fail()
    }
  }

  show(picture, voice) {
    const tracks = [{ track: 'overflow-voice', person: '', source: 'microphone', media: voice }]
    if (!picture.muted) tracks.push({ track: 'overflow-picture', person: '', source: 'camera', media: picture })
    this.told.tracks(tracks)
  }

  fail() {
    this.told.failed()
    this.coming = setTimeout(() => this.begin(), again)
  }

  // end stops because a seat has become free, and says so.
  end() {
    this.stop()
    byId('seat-free').hidden = false
    setTimeout(() => (byId('seat-free').hidden = true), said)
  }

  stop() {
    clearTimeout(this.coming)
    this.pc?.close()
    this.pc = undefined
    byId('overflow').hidden = true
  }
}
