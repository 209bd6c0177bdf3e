package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// Folders returns the folder of the configuration and the folder of what
// tcpdeck keeps by itself. A flag wins over its environment variable, and
// that over the folders of the XDG base directories.
func Folders(configFlag, stateFlag string) (config, state string, err error) {
	config, err = baseFolder(configFlag, "TCPDECK_CONFIG_DIR", xdg.ConfigHome)
	if err != nil {
		return "", "", fmt.Errorf("configuration folder: %w", err)
	}
	state, err = baseFolder(stateFlag, "TCPDECK_STATE_DIR", xdg.StateHome)
	if err != nil {
		return "", "", fmt.Errorf("state folder: %w", err)
	}
	return config, state, nil
}

func baseFolder(flag, variable, home string) (string, error) {
	if flag != "" {
		return filepath.Abs(flag)
	}
	if v := os.Getenv(variable); v != "" {
		return filepath.Abs(v)
	}
	if !filepath.IsAbs(home) {
		return "", fmt.Errorf("there is no home folder; set %s", variable)
	}
	return filepath.Join(home, "tcpdeck"), nil
}

// makeFolder creates path and what is missing above it, for the owner alone
// under any umask. Folders that are there stay as they are.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	switch {
	case err == nil:
		return os.Chmod(path, 0o700)
	case os.IsExist(err):
		info, err := os.Stat(path)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("%s is not a folder", path)
		}
		return err
	case os.IsNotExist(err) && filepath.Dir(path) != path:
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
		if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
			return err
		}
		return os.Chmod(path, 0o700)
	}
	return err
}

// syncFolder makes a rename, a new name or a removal in dir survive a crash of
// the machine.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // a folder cannot be opened for that there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
