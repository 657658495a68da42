import { render } from "preact";
import { App } from "./app";
import { start } from "./state";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/explore.css";
import "./styles/pages.css";
import "./styles/print.css";

void start().then(() => render(<App />, document.getElementById("app")!));
