package report

// report.html read back as strict XML, so that what is not closed or not quoted
// fails before anything is looked at.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// element is one element of a page, or a text when it has no name.
type element struct {
	name     string
	attrs    map[string]string
	text     string
	children []*element
}

// htmlOf is the page of a report.
func htmlOf(t *testing.T, rep *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := writeHTML(&out, newIndex(rep)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parsed is the page of a report as a tree.
func parsed(t *testing.T, rep *Report) *element {
	t.Helper()
	return parseHTML(t, htmlOf(t, rep))
}

func parseHTML(t *testing.T, page []byte) *element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	root := &element{name: "document"}
	open := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := e.attrs[a.Name.Local]; twice {
					t.Errorf("<%s> has two attributes %s", e.name, a.Name.Local)
				}
				e.attrs[a.Name.Local] = a.Value
			}
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &element{text: string(token)})
		case xml.Comment:
			t.Errorf("a comment: %s", token)
		}
	}
	return root
}

// all gives the elements with a name below this one, in their order.
func (e *element) all(name string) []*element {
	var out []*element
	e.walk(func(c *element) {
		if c.name == name {
			out = append(out, c)
		}
	})
	return out
}

func (e *element) walk(visit func(*element)) {
	for _, c := range e.children {
		if c.name != "" {
			visit(c)
			c.walk(visit)
		}
	}
}

// first is the first element with a name; the test fails without one.
func (e *element) first(t *testing.T, name string) *element {
	t.Helper()
	list := e.all(name)
	if len(list) == 0 {
		t.Fatalf("no <%s> in <%s>", name, e.name)
	}
	return list[0]
}

// is reports whether the element has a class.
func (e *element) is(class string) bool {
	return slices.Contains(strings.Fields(e.attrs["class"]), class)
}

// words is the text of the element as a reader sees it, on one line.
func (e *element) words() string {
	return strings.Join(strings.Fields(e.raw()), " ")
}

func (e *element) raw() string {
	var b strings.Builder
	b.WriteString(e.text)
	for _, c := range e.children {
		b.WriteString(c.raw())
	}
	return b.String()
}

// section is the part of the page with a heading's id.
func (e *element) section(t *testing.T, id string) *element {
	t.Helper()
	for _, s := range e.all("section") {
		if s.attrs["aria-labelledby"] == id {
			return s
		}
	}
	t.Fatalf("the page has no section %q", id)
	return nil
}

// grid gives the cells of a table, header first.
func (e *element) grid() [][]string {
	var out [][]string
	for _, row := range e.all("tr") {
		var cells []string
		for _, c := range row.children {
			if c.name != "" {
				cells = append(cells, c.words())
			}
		}
		out = append(out, cells)
	}
	return out
}

// outline writes a page down as lines, for testdata.
func (e *element) outline() string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.TrimRight(strings.Join(parts, " "), " ") + "\n") }
	e.walk(func(c *element) {
		switch c.name {
		case "header", "nav", "main", "section", "fieldset", "footer":
			line("<" + c.name + ">")
		case "title", "h1", "h2", "p", "li", "caption", "figcaption", "legend", "label", "summary":
			line(c.name+":", c.words())
		case "tr":
			var cells []string
			for _, cell := range c.children {
				if len(cell.all("details")) == 0 && cell.name != "" {
					cells = append(cells, cell.words())
				}
			}
			line("|", strings.Join(cells, " | "))
		case "dt":
			b.WriteString("  " + c.words() + ": ")
		case "dd":
			line(c.words())
		case "text":
			line("chart:", c.attrs["x"], c.attrs["y"], c.words())
		case "desc":
			line("chart says:", c.words())
		case "rect":
			line("bar:", c.attrs["x"], c.attrs["y"], c.attrs["width"], c.attrs["class"])
		case "polyline":
			line("line:", c.attrs["points"])
		}
	})
	return b.String()
}
