package e2e

import (
	"fmt"
	"testing"
)

// streams waits until what is said of a page's streams of pictures holds; each knows its codec.
func (r roomTab) streams(what, kind, holds string) {
	r.Helper()
	defer func() {
		if r.Failed() {
			r.Log(eval[string](r.tab, `JSON.stringify(window.streams?.map((s) => [s.codec, s.rid, s.frameWidth, s.framesEncoded, s.framesDecoded, s.active]))`))
		}
	}()
	r.until(what, fmt.Sprintf(`(() => {
		Promise.all(window.connections.map((c) => c.getStats())).then((all) => (window.streams = all.flatMap((s) =>
			[...s.values()].filter((r) => r.type === %q && r.kind === "video").map((r) => ({ ...r, codec: s.get(r.codecId)?.mimeType })))))
		return window.streams?.length > 0 && (%s)(window.streams)
	})()`, kind, holds))
}

const (
	inH264 = `(all) => all.some((s) => s.codec === "video/H264" && s.framesDecoded > 10)`
	inVP8  = `(all) => all.some((s) => s.codec === "video/VP8" && s.framesDecoded > 10)`
	layers = `(all) => ["q", "h", "f"].every((rid) => all.some((s) => s.rid === rid && s.codec === "video/H264" && s.framesEncoded > 10))`
	lines  = `[...document.querySelectorAll("#stage video[data-track]")].map((v) => v.videoHeight)`
)

// A camera that is on changes to H.264 when a studio is awaited, in all its layers, and people get the one that they see. A browser that has no
// H.264 goes on in VP8.
func TestCamerasSpeakTheCodecOfTheStudio(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Aspettando la regia", nil)
	host, v := w.hasAViewer(t, h, staff, look{width: 1920, height: 1080})
	v.streams("the camera comes in VP8", "inbound-rtp", inVP8)

	var made struct{ Token string }
	staff.json("POST", "/api/aula"+w.path+"/media-tokens", map[string]any{"publish": true, "name": "Sala consiliare"}, &made)
	host.streams("all layers are sent in H.264", "outbound-rtp", layers)
	v.stills()
	v.plays(1)
	v.streams("the camera comes in H.264", "inbound-rtp", inH264)
	v.until("720 lines are shown", reaches720)
	host.click("#screen") // the camera is small beside it
	v.until("a smaller layer is shown", lines+`.some((n) => n > 0 && n < 400)`)
	v.stills()
	v.plays(2)
	v.streams("the screen comes in H.264, too", "inbound-rtp", `(all) => all.filter((s) => s.codec === "video/H264" && s.framesDecoded > 10).length > 1`)
	v.picture("room-codec")
	host.click("#screen")
	v.until("720 lines are shown again", lines+`.length === 1 && `+reaches720)
	v.stills()
	v.plays(1)

	host.click("#leave")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	host.isAt("ended")
	other := w.atDoor(t, h, desktop, staff, 0)
	eval[bool](other.tab, `(() => {
		const all = RTCRtpSender.getCapabilities
		RTCRtpSender.getCapabilities = (kind) => ({ ...all.call(RTCRtpSender, kind), codecs: all.call(RTCRtpSender, kind).codecs.filter((c) => c.mimeType !== "video/H264") })
		return true
	})()`)
	other.turnsOnCamera()
	other.turnsOnMicrophone()
	other.enters()
	v.stills()
	v.plays(1)
	v.streams("its camera comes in VP8", "inbound-rtp", inVP8)
}
