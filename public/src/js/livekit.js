// The media of a room where LiveKit carries it, by LiveKit's own client: the same to the room's script as room/media.js. It is loaded in such
// rooms alone. All else of the room goes on over the academy's own line.
import { ConnectionQuality, LogLevel, Room, RoomEvent, setLogLevel, VideoPreset } from 'livekit-client'
import { say } from './room/texts.js'

setLogLevel(LogLevel.error)

// How each source is called there, and sent: as much of it as by our own engine.
const small = [new VideoPreset(320, 180, 150000, 15), new VideoPreset(640, 360, 500000, 30)]
const sources = {
  camera: { source: 'camera', videoCodec: 'vp8', videoEncoding: { maxBitrate: 1700000, maxFramerate: 30 }, videoSimulcastLayers: small },
  screen: { source: 'screen_share', videoCodec: 'vp8', screenShareEncoding: { maxBitrate: 2500000, maxFramerate: 15 }, simulcast: false },
  microphone: { source: 'microphone', audioPreset: { maxBitrate: 32000 } },
  screen_audio: { source: 'screen_share_audio', audioPreset: { maxBitrate: 96000 }, dtx: false },
}
const ours = Object.fromEntries(Object.entries(sources).map(([name, { source }]) => [source, name]))

const patience = { websocketTimeout: 8000, peerConnectionTimeout: 12000, maxRetries: 1 }
const right = 5000 // until a right that was given has come to LiveKit

// The client looks for a way back by itself for some seconds; after that the academy is asked for another one.
const reconnectPolicy = { nextRetryDelayInMs: ({ retryCount, elapsedMs }) => (elapsedMs > 5000 ? null : Math.min(2000, 200 * 2 ** retryCount)) }
const waits = [1000, 2000, 4000, 8000, 15000]

export function livekit(socket, told) {
  const line = new Line(socket, told)
  return { publication: line.publication, subscription: line, want: (tracks) => line.want(tracks) }
}

// person is whose identity it is: a person has one for each tab.
const person = (participant) => participant.identity.split('.')[0]

// Line is this tab's connection to LiveKit. It goes where the academy says, and asks it for the way again when it is lost.
class Line {
  constructor(socket, told) {
    Object.assign(this, { socket, told, tries: 0 })
    this.publication = new Publication(this)
  }

  // pc is what the page counts the bytes of; the client of this version has two connections, as we have.
  get pc() {
    return this.room?.engine?.pcManager?.subscriber
  }

  async offer({ url, token }) {
    this.close()
    const room = (this.room = new Room({ dynacast: true, stopLocalTrackOnUnpublish: false, reconnectPolicy }))
    const mine = (told) => (...what) => room === this.room && told(...what)
    const changed = mine(() => this.tell())
    for (const event of ['TrackSubscribed', 'TrackUnsubscribed', 'TrackMuted', 'TrackUnmuted', 'ParticipantDisconnected']) room.on(RoomEvent[event], changed)
    room.on(RoomEvent.ActiveSpeakersChanged, mine((speakers) => this.told.speakers([...new Set(speakers.map(person))])))
    room.on(RoomEvent.Reconnecting, mine(() => this.told.state('disconnected')))
    room.on(RoomEvent.Reconnected, mine(() => this.told.state('connected')))
    room.on(RoomEvent.Disconnected, mine(() => this.lost()))
    room.on(RoomEvent.ConnectionQualityChanged, mine((quality, who) => who === room.localParticipant && this.quality(quality)))
    try {
      await room.connect(url, token, patience)
    } catch {
      if (room === this.room) this.lost()
      return
    }
    if (room !== this.room) return void room.disconnect()
    this.tries = 0
    this.told.state('connected')
    this.tell()
    await this.publication.soon().catch(() => {}) // who published reads of it where they did
  }

  quality(quality) {
    if (quality === ConnectionQuality.Poor) this.told.state('slow')
    else if (quality !== ConnectionQuality.Lost && quality !== ConnectionQuality.Unknown) this.told.state('connected')
  }

  tell() {
    const tracks = []
    for (const p of this.room.remoteParticipants.values())
      for (const t of p.trackPublications.values())
        if (t.track && !t.isMuted && ours[t.source]) tracks.push({ track: t.trackSid, person: person(p), source: ours[t.source], media: t.track.mediaStreamTrack })
    this.told.tracks(tracks)
  }

  // lost says so, unless the own line to the academy is cut too, and asks for the way again after a while: another token, since one holds for minutes only.
  lost() {
    this.close()
    this.told.tracks([])
    this.told.state(this.socket.up ? 'away' : 'disconnected')
    const wait = waits[Math.min(this.tries++, waits.length - 1)]
    this.later = setTimeout(() => this.again(), wait / 2 + (Math.random() * wait) / 2)
  }

  again() {
    this.socket.ask('media.restart', { connection: 'room' }).catch((error) => error.code !== 'offline' && this.lost()) // a new line brings the way by itself
  }

  async want(tracks) {
    for (const p of this.room?.remoteParticipants.values() ?? [])
      for (const t of p.trackPublications.values()) {
        const wanted = tracks.find((w) => w.track === t.trackSid)
        if (!wanted) continue
        t.setEnabled(wanted.width > 0)
        if (wanted.width > 0) t.setVideoDimensions({ width: wanted.width, height: Math.round((wanted.width * 9) / 16) })
      }
  }

  close() {
    clearTimeout(this.later)
    const room = this.room
    this.room = undefined
    this.publication.sent.clear()
    room?.disconnect(false).catch(() => {})
  }
}

// Publication is what this person publishes, brought to LiveKit whenever there is a connection.
class Publication {
  constructor(line) {
    this.line = line
    this.tracks = new Map() // source → track
    this.sent = new Map() // the same, at LiveKit
    this.turn = Promise.resolve()
  }

  get pc() {
    return this.line.room?.engine?.pcManager?.publisher
  }

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

  // anew has nothing to do: the way to LiveKit comes with the room's own line, and what is published goes along.
  async anew() {}

  // prefer has nothing to do: no program publishes beside browsers there.
  prefer() {}

  withdraw() {
    for (const track of this.tracks.values()) track.stop()
    this.tracks.clear()
    this.soon().catch(() => {})
  }

  soon() {
    this.turn = this.turn.catch(() => {}).then(() => this.settle())
    return this.turn
  }

  async settle() {
    const room = this.line.room
    if (room?.state !== 'connected') return
    const there = () => room === this.line.room
    for (const [source, track] of [...this.sent]) {
      if (this.tracks.get(source) === track) continue
      await room.localParticipant.unpublishTrack(track, false)
      if (there()) this.sent.delete(source)
    }
    for (const [source, track] of [...this.tracks]) {
      if (!there()) return
      if (this.sent.has(source)) continue
      await this.publish(room.localParticipant, track, sources[source])
      if (there()) this.sent.set(source, track)
    }
  }

  // publish waits for a right that was given a moment ago.
  async publish(me, track, how) {
    try {
      await me.publishTrack(track, how)
    } catch {
      await new Promise((done) => {
        me.once('participantPermissionsChanged', done)
        setTimeout(done, right)
      })
      await me.publishTrack(track, how).catch(() => {
        throw Object.assign(new Error(say('media_away')), { code: 'media_away' })
      })
    }
  }
}
