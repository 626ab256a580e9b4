package documents

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// outlines are the tables of a TrueType file that draw its glyphs (OpenType 1.9, "glyf", "loca" and others).
type outlines struct {
	tables          map[string][]byte
	offsets         []int // of each glyph within glyf, and the end
	box             [4]int16
	ascent, descent int16
	capital         int16 // height of capitals
}

var errFont = errors.New("not the kind of font that is embedded here")

// drawn are the tables that a font needs inside a document, in the order in which they are written.
var drawnTables = []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}

func readOutlines(file []byte) (*outlines, error) {
	o := &outlines{tables: map[string][]byte{}}
	if len(file) < 12 {
		return nil, errFont
	}
	count := int(binary.BigEndian.Uint16(file[4:]))
	for i := range count {
		entry := file[12+16*i:]
		start, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		o.tables[string(entry[:4])] = file[start : start+size]
	}
	for _, name := range append([]string{"OS/2"}, drawnTables...) {
		if o.tables[name] == nil {
			return nil, fmt.Errorf("%w: no table %s", errFont, name)
		}
	}
	head, hhea, os2 := o.tables["head"], o.tables["hhea"], o.tables["OS/2"]
	for i := range o.box {
		o.box[i] = int16(binary.BigEndian.Uint16(head[36+2*i:]))
	}
	o.ascent, o.descent = int16(binary.BigEndian.Uint16(hhea[4:])), int16(binary.BigEndian.Uint16(hhea[6:]))
	o.capital = int16(binary.BigEndian.Uint16(os2[88:]))
	if binary.BigEndian.Uint16(head[18:]) != em {
		return nil, fmt.Errorf("%w: its unit is not a thousandth", errFont)
	}
	long := binary.BigEndian.Uint16(head[50:]) == 1
	loca := o.tables["loca"]
	for i := range int(binary.BigEndian.Uint16(o.tables["maxp"][4:])) + 1 {
		if long {
			o.offsets = append(o.offsets, int(binary.BigEndian.Uint32(loca[4*i:])))
		} else {
			o.offsets = append(o.offsets, 2*int(binary.BigEndian.Uint16(loca[2*i:])))
		}
	}
	return o, nil
}

// subset writes a font that has only the glyphs of the list, under the numbers that they had, and those that
// they are composed of.
func (o *outlines) subset(numbers []uint16) []byte {
	keep := make([]bool, len(o.offsets)-1)
	for _, n := range append([]uint16{0}, numbers...) {
		o.keep(keep, n)
	}
	var glyf []byte
	loca := make([]byte, 0, 4*len(o.offsets))
	for n, wanted := range keep {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		if wanted {
			glyf = append(glyf, o.tables["glyf"][o.offsets[n]:o.offsets[n+1]]...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(o.tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the checksum of the whole, which no reader of documents asks for
	binary.BigEndian.PutUint16(head[50:], 1) // offsets have four bytes
	tables := map[string][]byte{"glyf": glyf, "head": head, "loca": loca}
	for _, name := range []string{"hhea", "hmtx", "maxp"} {
		tables[name] = o.tables[name]
	}
	return assemble(tables)
}

// keep marks a glyph and its parts.
func (o *outlines) keep(keep []bool, number uint16) {
	if int(number) >= len(keep) || keep[number] {
		return
	}
	keep[number] = true
	data := o.tables["glyf"][o.offsets[number]:o.offsets[number+1]]
	if len(data) < 10 || int16(binary.BigEndian.Uint16(data)) >= 0 {
		return
	}
	const words, scale, more, twoScales, matrix = 1 << 0, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	for at := 10; at+4 <= len(data); {
		flags := binary.BigEndian.Uint16(data[at:])
		o.keep(keep, binary.BigEndian.Uint16(data[at+2:]))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// assemble writes a TrueType file of the tables.
func assemble(tables map[string][]byte) []byte {
	count := len(drawnTables)
	file := []byte{0, 1, 0, 0, 0, byte(count), 0, 64, 0, 2, 0, byte(16*count - 64)}
	offset := 12 + 16*count
	var body []byte
	for _, name := range drawnTables {
		table := tables[name]
		padded := append(slices.Clone(table), make([]byte, -len(table)&3)...)
		file = append(file, name...)
		file = binary.BigEndian.AppendUint32(file, checksum(padded))
		file = binary.BigEndian.AppendUint32(file, uint32(offset+len(body)))
		file = binary.BigEndian.AppendUint32(file, uint32(len(table)))
		body = append(body, padded...)
	}
	return append(file, body...)
}

func checksum(padded []byte) (sum uint32) {
	for i := 0; i < len(padded); i += 4 {
		sum += binary.BigEndian.Uint32(padded[i:])
	}
	return sum
}
