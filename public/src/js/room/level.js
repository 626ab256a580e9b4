// How loud a microphone is, from 0 to 1, ten times a second.
export function level(track, told) {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const energy = samples.reduce((sum, s) => sum + s * s, 0) / samples.length
    told(Math.min(1, Math.sqrt(energy) * 4))
  }, 100)
  return () => {
    clearInterval(timer)
    context.close()
  }
}

// chime plays two notes, to hear whether the loudspeaker works.
export async function chime() {
  const context = new AudioContext()
  await context.resume()
  for (const [i, pitch] of [523, 659].entries()) {
    const [note, volume] = [context.createOscillator(), context.createGain()]
    note.frequency.value = pitch
    const at = context.currentTime + i * 0.4
    volume.gain.setValueAtTime(0.25, at)
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6)
    note.connect(volume).connect(context.destination)
    note.start(at)
    note.stop(at + 0.6)
  }
  setTimeout(() => context.close(), 1500)
}
