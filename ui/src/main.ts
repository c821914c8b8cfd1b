import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/marks.css";
import "./styles/cover.css";
import "./styles/frame.css";
import "./styles/table.css";
import "./styles/inspector.css";
import "./styles/pages.css";
import "./styles/floating.css";
import "./styles/narrow.css";
import { mount } from "svelte";
import App from "./App.svelte";

mount(App, { target: document.body });
