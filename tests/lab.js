// Opens a notebook as a click in JupyterLab's file browser does, and returns what is drawn of it.
// It is drawn when each output of the file has its widget, and each text its HTML.
async ([path, patience]) => {
  const kernelPreference = {shouldStart: false, canStart: false};
  const panel = await window.jupyterapp.commands.execute(
    'docmanager:open', {path, factory: 'Notebook', kernelPreference});
  await panel.context.ready;
  await panel.revealed;
  const cells = panel.content.widgets;
  const undrawn = cell => {
    if (!cell.node.isConnected || cell.isPlaceholder()) return true;
    if (cell.model.type === 'markdown') {
      return !cell.node.querySelector('.jp-MarkdownOutput')?.children.length;
    }
    if (cell.model.type !== 'code') return false;
    const outputs = [...cell.node.querySelectorAll('.jp-OutputArea-output')];
    return cell.outputArea.widgets.length < cell.model.outputs.length ||
      outputs.some(output => !output.firstChild);
  };
  const end = Date.now() + 1000 * patience;
  while (cells.some(undrawn) && Date.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const drawn = [...panel.node.querySelectorAll('.jp-OutputArea-output img')];
  await Promise.all(drawn.map(image => image.decode().catch(() => null)));
  return {
    waiting: cells.filter(undrawn).length,
    trusted: cells.filter(cell => cell.model.trusted && cell.model.outputs?.length).length,
    images: drawn.map(image => ({
      alt: image.alt, wide: image.naturalWidth, high: image.naturalHeight,
      width: image.getBoundingClientRect().width, height: image.getBoundingClientRect().height,
    })),
    links: [...panel.node.querySelectorAll('.jp-OutputArea-output a[href]')].map(
      link => link.getAttribute('href')),
  };
}
