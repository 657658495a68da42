/** A chart as a file: SVG as it stands, or PNG at twice the size. */
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./icon";

/** Rules of the page that a picture needs to look the same outside of it. */
const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "visibility", "display"];

export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((node, at) => {
    const style = getComputedStyle(node);
    for (const name of KEPT) to[at]!.setAttribute(name, style.getPropertyValue(name));
    to[at]!.removeAttribute("class");
  });
  const box = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function asPng(svg: SVGSVGElement): Promise<Blob> {
  const box = svg.getBoundingClientRect();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = box.width * 2;
  canvas.height = box.height * 2;
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

/** A button that waits until there is a picture: before, it would do nothing. */
export function Save({ name, picture, isDrawn }: { name: string; picture: () => SVGSVGElement | null; isDrawn: boolean }) {
  const [open, setOpen] = useState(false);
  const take = async (form: "svg" | "png") => {
    const svg = picture();
    setOpen(false);
    if (svg) download(form === "svg" ? new Blob([standalone(svg)], { type: "image/svg+xml" }) : await asPng(svg), `marsad-${name}.${form}`);
  };
  return (
    <span class="save" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button type="button" class="quiet" aria-expanded={open} disabled={!isDrawn} title={t("save")} onClick={() => setOpen(!open)}><Icon name="download" /><span class="hidden">{t("save")}</span></button>
      {open && <span class="popover"><button type="button" class="link" onClick={() => void take("svg")}>SVG</button><button type="button" class="link" onClick={() => void take("png")}>PNG</button></span>}
    </span>
  );
}
