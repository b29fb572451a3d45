// The door by which JupyterLab and Notebook 7 come in: a module-federation container, written by
// hand, so that the extension needs no npm and no build. What it does stands in lessons.js.
(() => {
  const base = new URL(".", document.currentScript.src);
  let shared;

  // One of Jupyter's own libraries, out of those that the page shares with its extensions.
  async function library(name) {
    const versions = Object.values(shared[name] ?? {});
    if (!versions.length) {
      throw new Error(`fivelayer: this page shares no ${name}`);
    }
    const factory = await versions[0].get();
    return factory();
  }

  async function extension() {
    const { INotebookTracker } = await library("@jupyterlab/notebook");
    const plugin = {
      id: "fivelayer:lessons",
      autoStart: true,
      // Notebook 7's list of files has no notebooks to track.
      optional: [INotebookTracker],
      activate: async (app, tracker) => {
        if (!tracker) {
          return;
        }
        const [{ watch }, { CodeCell }] = await Promise.all([
          import(new URL("lessons.js", base)),
          library("@jupyterlab/cells"),
        ]);
        watch(tracker, CodeCell, base);
      },
    };
    return () => ({ __esModule: true, default: plugin });
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.fivelayer = {
    init: (scope) => {
      shared = scope;
    },
    get: (module) =>
      module === "./extension"
        ? extension()
        : Promise.reject(new Error(`fivelayer has no module ${module}`)),
  };
})();
