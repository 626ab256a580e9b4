package mp4

import (
	"bytes"
	"slices"

	"github.com/Eyevinn/mp4ff/avc"
	"github.com/Eyevinn/mp4ff/mp4"
)

// heading is what an MP4 begins with.
func heading() ([]byte, error) {
	var b bytes.Buffer
	err := mp4.NewFtyp("isom", 512, []string{"isom", "iso2", "avc1", "mp41", "Opus"}).Encode(&b)
	return b.Bytes(), err
}

// index is the box that tells where everything is. Its length does not depend on its own place.
func (w *Writer) index() ([]byte, error) {
	moov := mp4.NewMoovBox()
	mvhd := mp4.CreateMvhd()
	mvhd.Timescale, mvhd.Duration, mvhd.NextTrackID = movieScale, uint64(w.end.Milliseconds()), 3
	moov.AddChild(mvhd)
	var offsets []func(by int64)
	for id, t := range []*table{&w.sight, &w.sound} {
		if len(t.sizes) == 0 {
			continue
		}
		trak, err := w.track(uint32(id+1), t)
		if err != nil {
			return nil, err
		}
		offsets = append(offsets, t.places(trak.Mdia.Minf.Stbl, w.wide()))
		moov.AddChild(trak)
	}
	for _, move := range offsets {
		move(int64(len(w.heading)) + int64(moov.Size()) + mediaHead)
	}
	var b bytes.Buffer
	err := moov.Encode(&b)
	return b.Bytes(), err
}

func (w *Writer) track(id uint32, t *table) (*mp4.TrakBox, error) {
	kind, delay := "video", int64(0)
	if t == &w.sound {
		kind, delay = "audio", preSkip
	}
	trak := mp4.CreateEmptyTrak(id, uint32(t.scale), kind, "und")
	lasts := t.lasts()
	trak.Mdia.Mdhd.Duration = uint64(lasts)
	trak.Tkhd.Duration = uint64((t.first + lasts) * movieScale / t.scale)
	trak.Children = slices.Insert(trak.Children, 1, mp4.Box(t.edits(lasts, delay)))
	stbl := trak.Mdia.Minf.Stbl
	if kind == "audio" {
		opus := &mp4.DopsBox{OutputChannelCount: 2, PreSkip: preSkip, InputSampleRate: soundScale}
		stbl.Stsd.AddChild(mp4.CreateAudioSampleEntryBox("Opus", 2, 16, soundScale, opus))
		// A decoder that begins in the middle needs 80 ms before its sound is right.
		stbl.AddChild(&mp4.SgpdBox{Version: 1, GroupingType: "roll", DefaultLength: 2, SampleGroupEntries: []mp4.SampleGroupEntry{&mp4.RollSampleGroupEntry{RollDistance: -4}}})
		stbl.AddChild(&mp4.SbgpBox{GroupingType: "roll", SampleCounts: []uint32{uint32(len(t.sizes))}, GroupDescriptionIndices: []uint32{1}})
	}
	if kind == "video" {
		w.describe(trak)
		stbl.AddChild(&mp4.StssBox{SampleNumber: t.whole})
	}
	for _, r := range t.runs {
		stbl.Stts.SampleCount, stbl.Stts.SampleTimeDelta = append(stbl.Stts.SampleCount, r.packets), append(stbl.Stts.SampleTimeDelta, r.lasts)
	}
	stbl.Stsz.SampleNumber, stbl.Stsz.SampleSize = uint32(len(t.sizes)), t.sizes
	for i, c := range t.chunks {
		if i > 0 && t.chunks[i-1].packets == c.packets && t.chunks[i-1].form == c.form {
			continue
		}
		if err := stbl.Stsc.AddEntry(uint32(i+1), c.packets, c.form); err != nil {
			return nil, err
		}
	}
	return trak, nil
}

// describe names the forms of the pictures. The film is as large as the largest.
func (w *Writer) describe(trak *mp4.TrakBox) {
	width, height := 0, 0
	for _, f := range w.forms {
		config := avc.DecConfRec{
			AVCProfileIndication: f.sps[1], ProfileCompatibility: f.sps[2], AVCLevelIndication: f.sps[3], ChromaFormat: 1, SPSnalus: [][]byte{f.sps}, PPSnalus: f.pps,
		}
		switch f.sps[1] {
		case 66, 77, 88, 100, 110, 122, 144:
		default: // of other profiles what follows is counted, but not written
			config.NoTrailingInfo = true
		}
		trak.Mdia.Minf.Stbl.Stsd.AddChild(mp4.CreateVisualSampleEntryBox("avc1", uint16(f.width), uint16(f.height), &mp4.AvcCBox{DecConfRec: config}))
		width, height = max(width, f.width), max(height, f.height)
	}
	trak.Tkhd.Width, trak.Tkhd.Height = mp4.Fixed32(width<<16), mp4.Fixed32(height<<16)
}

// edits say when a track begins and how much of its beginning is not shown.
func (t *table) edits(lasts, delay int64) *mp4.EdtsBox {
	list := &mp4.ElstBox{Version: 1}
	if t.first > 0 {
		list.Entries = append(list.Entries, mp4.ElstEntry{SegmentDuration: uint64(t.first * movieScale / t.scale), MediaTime: -1, MediaRateInteger: 1})
	}
	list.Entries = append(list.Entries, mp4.ElstEntry{SegmentDuration: uint64(max(0, lasts-delay) * movieScale / t.scale), MediaTime: delay, MediaRateInteger: 1})
	box := &mp4.EdtsBox{}
	box.AddChild(list)
	box.Elst = append(box.Elst, list)
	return box
}

// places puts the chunks' places into the box, which count from the media's beginning until that is known.
func (t *table) places(stbl *mp4.StblBox, wide bool) (move func(by int64)) {
	if !wide {
		for _, c := range t.chunks {
			stbl.Stco.ChunkOffset = append(stbl.Stco.ChunkOffset, uint32(c.at))
		}
		return func(by int64) {
			for i := range stbl.Stco.ChunkOffset {
				stbl.Stco.ChunkOffset[i] += uint32(by)
			}
		}
	}
	box := &mp4.Co64Box{}
	for _, c := range t.chunks {
		box.ChunkOffset = append(box.ChunkOffset, uint64(c.at))
	}
	for i, child := range stbl.Children {
		if child == mp4.Box(stbl.Stco) {
			stbl.Children[i] = box
		}
	}
	stbl.Stco, stbl.Co64 = nil, box
	return func(by int64) {
		for i := range box.ChunkOffset {
			box.ChunkOffset[i] += uint64(by)
		}
	}
}
