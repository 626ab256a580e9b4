package markup

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
)

// attribute returns a node's attribute as text, whatever goldmark read it as, or "".
func attribute(n ast.Node, name string) string {
	value, ok := n.AttributeString(name)
	if !ok {
		return ""
	}
	switch value := value.(type) {
	case []byte:
		return string(value)
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return ""
	}
}
