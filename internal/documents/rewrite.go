package documents

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// errShape says that gofpdf wrote a file in another shape than the one that rewrite knows.
var errShape = errors.New("unknown shape of file")

// rewrite is a PDF taken apart into its objects, to which what gofpdf cannot say is added. It reads only
// what gofpdf wrote a moment ago: one table of references, objects numbered from 1, none of them compressed.
type rewrite struct {
	objects    [][]byte // by number, from "N 0 obj" to "endobj"; the first is empty
	root, info int
}

var trailerNumbers = regexp.MustCompile(`/Root (\d+) 0 R\s*/Info (\d+) 0 R`)

func takeApart(file []byte) (*rewrite, error) {
	start := bytes.LastIndex(file, []byte("\nxref\n"))
	if start < 0 {
		return nil, errShape
	}
	tail := file[start+1:]
	numbers := trailerNumbers.FindSubmatch(tail)
	lines := bytes.Split(tail, []byte("\n"))
	if numbers == nil || len(lines) < 3 {
		return nil, errShape
	}
	count, err := strconv.Atoi(string(bytes.TrimPrefix(lines[1], []byte("0 "))))
	if err != nil || len(lines) < count+2 {
		return nil, errShape
	}
	r := &rewrite{objects: make([][]byte, count)}
	r.root, _ = strconv.Atoi(string(numbers[1]))
	r.info, _ = strconv.Atoi(string(numbers[2]))
	for n := 1; n < count; n++ {
		if r.objects[n], err = objectAt(file, lines[2+n], n); err != nil {
			return nil, err
		}
	}
	if r.root <= 0 || r.root >= count {
		return nil, errShape
	}
	return r, nil
}

// streamLength is found in every object that holds a stream: its bytes may look like the end of the object.
var streamLength = regexp.MustCompile(`(?s)^\d+ 0 obj\n.*?/Length (\d+)[^\d].*?stream\n`)

func objectAt(file, entry []byte, number int) ([]byte, error) {
	offset, err := strconv.Atoi(string(entry[:min(10, len(entry))]))
	prefix := fmt.Sprintf("%d 0 obj\n", number)
	if err != nil || offset >= len(file) || !bytes.HasPrefix(file[offset:], []byte(prefix)) {
		return nil, fmt.Errorf("%w: object %d", errShape, number)
	}
	rest := file[offset:]
	body := 0
	end := bytes.Index(rest, []byte("\nendobj"))
	if stream := bytes.Index(rest, []byte("stream\n")); stream >= 0 && stream < end {
		length := streamLength.FindSubmatch(rest[:stream+len("stream\n")])
		if length == nil {
			return nil, fmt.Errorf("%w: stream %d", errShape, number)
		}
		n, _ := strconv.Atoi(string(length[1]))
		body = stream + len("stream\n") + n
		if body > len(rest) {
			return nil, fmt.Errorf("%w: stream %d", errShape, number)
		}
		end = bytes.Index(rest[body:], []byte("\nendobj"))
	}
	if end < 0 {
		return nil, fmt.Errorf("%w: object %d has no end", errShape, number)
	}
	return rest[:body+end+len("\nendobj")], nil
}

// next is the number that the next object added will have.
func (r *rewrite) next() int { return len(r.objects) }

// add appends an object and returns its number.
func (r *rewrite) add(format string, values ...any) int {
	number := r.next()
	body := fmt.Appendf(nil, "%d 0 obj\n", number)
	body = fmt.Appendf(body, format, values...)
	r.objects = append(r.objects, append(body, "\nendobj"...))
	return number
}

// extend writes entries into the dictionary of an object, behind the entry that marks its type.
func (r *rewrite) extend(number int, after, entries string) error {
	at := bytes.Index(r.objects[number], []byte(after))
	if at < 0 {
		return fmt.Errorf("%w: object %d is no %s", errShape, number, after)
	}
	at += len(after)
	r.objects[number] = bytes.Join([][]byte{r.objects[number][:at], r.objects[number][at:]}, []byte(entries))
	return nil
}

// pack compresses the stream of an object.
func (r *rewrite) pack(number int) error {
	_, rest, ok := bytes.Cut(r.objects[number], []byte("stream\n"))
	content, ok2 := bytes.CutSuffix(rest, []byte("\nendstream\nendobj"))
	if !ok || !ok2 {
		return fmt.Errorf("%w: object %d is no stream", errShape, number)
	}
	packed := deflate(content)
	r.objects[number] = fmt.Appendf(nil, "%d 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj", number, len(packed), packed)
	return nil
}

// put writes the file again.
func (r *rewrite) put() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(r.objects))
	for n := 1; n < len(r.objects); n++ {
		offsets[n] = b.Len()
		b.Write(r.objects[n])
		b.WriteByte('\n')
	}
	sum := sha256.Sum256(b.Bytes())
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(r.objects))
	for _, offset := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		len(r.objects), r.root, r.info, sum[:16], sum[:16], table)
	return b.Bytes()
}
