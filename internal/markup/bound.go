package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// goldmark takes quadratic time over deeply nested blocks and over emphasis that nothing closes. No text that anybody reads
// comes near these bounds; beyond them, marks are shown as the characters that they are.

// maxOpenBlocks bounds how many blocks may be open at once.
const maxOpenBlocks = 64

// boundedBlock opens no block where too many are open.
type boundedBlock struct{ parser.BlockParser }

func (b boundedBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(pc.OpenedBlocks()) >= maxOpenBlocks {
		return nil, parser.NoChildren
	}
	return b.BlockParser.Open(parent, reader, pc)
}

// maxDelimiters bounds the runs of "*", "_" and "~" in one paragraph.
const maxDelimiters = 1000

// boundedInline reads no further emphasis in a paragraph that has too many runs already.
type boundedInline struct{ parser.InlineParser }

var delimitersKey = parser.NewContextKey()

func (b boundedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	count, _ := pc.Get(delimitersKey).(int)
	if count >= maxDelimiters {
		return nil
	}
	n := b.InlineParser.Parse(parent, block, pc)
	if n != nil {
		pc.Set(delimitersKey, count+1)
	}
	return n
}

// CloseBlock starts anew with each paragraph.
func (b boundedInline) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	if pc.Get(delimitersKey) != nil {
		pc.Set(delimitersKey, nil)
	}
}
