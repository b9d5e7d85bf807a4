package sources

// The file itself: opened once, never opened by name again, hashed from the same
// descriptor that is read, and still the one at its path when all was read.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
	"unicode/utf8"

	"rollcall/reconcile"
)

// Limits of one input. They are far above any real HR file, and keep a hostile
// one from taking the machine with it.
const (
	maxFileBytes = 512 << 20
	maxCellBytes = 32 << 10
	maxRowBytes  = 1 << 20
	maxColumns   = 256
	maxRows      = 2_000_000
)

// File says which bytes were read.
type File struct {
	Name     string // base name
	Size     int64  // bytes
	SHA256   string // lower-case hex
	Modified time.Time
}

func baseName(path string) string { return filepath.Base(path) }

// input is an open file and what a first pass over its bytes has shown.
type input struct {
	path  string
	file  *os.File
	info  os.FileInfo
	sum   string
	again hash.Hash // of the bytes read for the second time
	bytes int64

	head []byte  // first bytes, for the kind of file
	ends [2]byte // last two bytes
	text textFacts
}

// textFacts are what decides the encoding.
type textFacts struct {
	zeroEven, zeroOdd int64 // zero bytes at even and odd offsets
	ascii             bool
	validUTF8         bool
	cutRune           bool // invalid only because the last character is cut short
	firstBad          int64
}

const headBytes = 4096

// openInput opens a regular file, or what a symbolic link leads to when that is
// one. Anything else is not even opened, because opening a pipe or a device acts
// on whoever is at its other end; and as the path may change its meaning in
// between, the open file is asked again, and opening never waits.
func openInput(path string) (*input, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, openRefusal(err)
	}
	if err := checkInput(info); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, openRefusal(err)
	}
	info, err = f.Stat()
	if err == nil {
		err = checkInput(info)
	} else {
		err = refuse("HQ-01", "", "the file could not be examined (%v): check the path and the disk", plainCause(err))
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &input{path: path, file: f, info: info}, nil
}

func checkInput(info os.FileInfo) error {
	if what := irregular(info.Mode()); what != "" {
		return refuse("HQ-01", "", "this is %s, not a file: give the path of the exported CSV or XLSX file", what)
	}
	if info.Size() > maxFileBytes {
		return refuse("HQ-01", "", "the file has %d bytes and at most %d are read: export only the columns that are needed", info.Size(), int64(maxFileBytes))
	}
	return nil
}

func openRefusal(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("HQ-01", "", "there is no such file: check the path given with --hr or hr.file")
	case errors.Is(err, fs.ErrPermission):
		return refuse("HQ-01", "", "the file may not be read: give this account permission to read it")
	default:
		return refuse("HQ-01", "", "the file could not be opened (%v): check the path", plainCause(err))
	}
}

// plainCause is an error without the path that os puts in front of it.
func plainCause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func irregular(m fs.FileMode) string {
	switch {
	case m.IsRegular():
		return ""
	case m.IsDir():
		return "a directory"
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeDevice != 0:
		return "a device"
	default:
		return "a socket or another special file"
	}
}

// Close closes the file.
func (in *input) Close() error { return in.file.Close() }

// survey reads all bytes once: it hashes them and gathers what decides the
// encoding. Nothing is kept but the first bytes.
func (in *input) survey(ctx context.Context) error {
	h := sha256.New()
	in.text = textFacts{ascii: true, validUTF8: true, firstBad: -1}
	buf := make([]byte, min(in.info.Size()+1, 256<<10))
	var carry []byte
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := in.file.Read(buf)
		chunk := buf[:n]
		h.Write(chunk)
		in.note(chunk)
		carry = in.text.check(carry, chunk, in.bytes)
		in.bytes += int64(n)
		if in.bytes > maxFileBytes {
			return refuse("HQ-01", "", "the file grew past %d bytes while it was read: wait until the export is finished", int64(maxFileBytes))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refuse("HQ-01", "", "reading stopped after %d bytes (%v): check the disk and run again", in.bytes, plainCause(err))
		}
	}
	if len(carry) > 0 {
		in.text.cutRune = in.text.validUTF8
		in.text.bad(in.bytes - int64(len(carry)))
	}
	in.sum = hex.EncodeToString(h.Sum(nil))
	if in.bytes == 0 {
		return refuse("HQ-02", "", "the file is empty: export it again, with a header row and the people below it")
	}
	return nil
}

func (in *input) note(chunk []byte) {
	if room := headBytes - len(in.head); room > 0 {
		in.head = append(in.head, chunk[:min(room, len(chunk))]...)
	}
	for _, c := range chunk[max(0, len(chunk)-2):] {
		in.ends = [2]byte{in.ends[1], c}
	}
}

// check looks at a chunk that starts at the given offset. It returns the bytes
// of a character that continues in the next chunk.
func (t *textFacts) check(carry, chunk []byte, offset int64) []byte {
	for i := 0; i < len(chunk); {
		j := bytes.IndexByte(chunk[i:], 0)
		if j < 0 {
			break
		}
		if (offset+int64(i+j))%2 == 0 {
			t.zeroEven++
		} else {
			t.zeroOdd++
		}
		i += j + 1
	}
	if !t.validUTF8 {
		return nil
	}
	if len(carry) == 0 && isASCII(chunk) {
		return nil
	}
	t.ascii = false
	b := chunk
	if len(carry) > 0 {
		b = append(carry, chunk...)
		offset -= int64(len(carry))
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			if !utf8.FullRune(b[i:]) {
				return bytes.Clone(b[i:])
			}
			t.bad(offset + int64(i))
			return nil
		}
		i += size
	}
	return nil
}

func (t *textFacts) bad(offset int64) {
	if t.validUTF8 {
		t.validUTF8, t.firstBad = false, offset
	}
}

// isASCII looks at eight bytes at a time: every byte of a file comes past here.
func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.NativeEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// reread goes back to the first byte for the reading proper, and hashes again
// what is read.
func (in *input) reread() (io.Reader, error) {
	if _, err := in.file.Seek(0, io.SeekStart); err != nil {
		return nil, refuse("HQ-01", "", "the file could not be read a second time (%v): copy it to a local disk", plainCause(err))
	}
	in.again = sha256.New()
	return io.TeeReader(io.LimitReader(in.file, in.bytes), in.again), nil
}

// unchanged refuses a file that was written to or replaced while it was read. It
// is asked after the file was read to its end.
func (in *input) unchanged() error {
	info, err := in.file.Stat()
	same := in.again == nil || hex.EncodeToString(in.again.Sum(nil)) == in.sum
	if err != nil || !same || info.Size() != in.bytes || !info.ModTime().Equal(in.info.ModTime()) {
		return refuse("HQ-01", "", "the file changed while it was read: wait until the export is finished and run again")
	}
	if there, err := os.Stat(in.path); err != nil || !os.SameFile(there, info) {
		return refuse("HQ-01", "", "the file was replaced or moved while it was read: wait until the export is finished and run again")
	}
	return nil
}

func (in *input) describe(s *reconcile.Source) {
	s.Size, s.SHA256, s.Modified = in.bytes, in.sum, in.info.ModTime().UTC()
}

func (in *input) stamp(path string) File {
	return File{Name: baseName(path), Size: in.bytes, SHA256: in.sum, Modified: in.info.ModTime().UTC()}
}

// where names a place in a file for a sentence: "row 12, column C".
func where(ref reconcile.RowRef, column int) string {
	return fmt.Sprintf("%s, column %s", ref, columnLetter(column))
}

// columnLetter names a column, counted from 0, as a spreadsheet does.
func columnLetter(i int) string {
	var s []byte
	for n := i + 1; n > 0; n = (n - 1) / 26 {
		s = append([]byte{byte('A' + (n-1)%26)}, s...)
	}
	return string(s)
}
