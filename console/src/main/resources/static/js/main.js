import { byId, fill, h, setText } from "./dom.js";
import { get } from "./api.js";
import { start as startSession, ended as sessionEnded, resumed as sessionResumed } from "./session.js";
import { start as startWords } from "./words.js";
import { assign } from "./colors.js";
import { findAddresses } from "./commands.js";
import { state, on, OWN_GROUP } from "./store.js";
import { watch } from "./stream.js";
import { start as startFreshness } from "./freshness.js";
import { start as startCountdown } from "./countdown.js";
import { start as startBanner } from "./banner.js";
import { start as startLanes } from "./lanes.js";
import { start as startFlow } from "./flow.js";
import { start as startRuler } from "./ruler.js";
import { start as startMembers } from "./members.js";
import { start as startRebalances } from "./rebalances.js";
import { start as startLedger } from "./ledger.js";
import { start as startSparks } from "./sparks.js";
import { start as startTraffic } from "./traffic.js";
import { start as startPoison } from "./poison.js";
import { start as startReceiver } from "./receiver.js";
import { start as startMail } from "./mail.js";
import { start as startBrokers } from "./brokers.js";
import { start as startEndpoints } from "./endpoints.js";
import { start as startLookup } from "./lookup.js";
import { start as startFollow } from "./follow.js";
import { start as startDeadletters } from "./deadletters.js";
import { start as startGuide } from "./guide.js";
import { start as startTour } from "./tour.js";
import { start as startLesson } from "./lesson.js";
import { start as startKeys } from "./keys.js";
import { start as startPresenter } from "./presenter.js";
import { start as startRange } from "./range.js";
import { start as startMarks } from "./marks.js";
import { start as startTimeMachine } from "./time-machine.js";
import { start as startExport } from "./export.js";

state.groupId = new URLSearchParams(location.search).get("group") || OWN_GROUP;
// Before everything that draws, so that new members have a colour.
on("group", assign);
on("lanes", assign);
const session = startSession();
on("connection", (connection) => {
  if (connection === "logged out") sessionEnded();
  else if (connection === "live") sessionResumed();
});
startWords();
startFreshness();
startCountdown();
startBanner();
startRange();
startLanes();
startMarks();
startTimeMachine();
startExport();
startFlow();
startRuler();
startMembers();
startLedger();
startSparks();
startTraffic();
startPoison();
startReceiver();
startMail();
startBrokers();
startEndpoints();
startLookup();
startFollow();
startDeadletters();
startGuide();
startTour();
startLesson();
startRebalances();
startKeys();
startPresenter();
for (const note of document.querySelectorAll("[data-whose]")) note.textContent = state.groupId === OWN_GROUP ? "" : `of ${OWN_GROUP}`;
on("replicas", (replicas) => { byId("lab-link").hidden = !replicas; });
on("readers", notes);
on("too-long", notes);
watch(state.groupId);
session.then(findAddresses);
chooseGroup();

/** What the page shows although it is out of date. */
function notes() {
  const tooLong = [...state.tooLong.values()].map((missing) =>
    `“${missing.event}” is out of date: its message has ${missing.characters} characters, at most ${missing.charactersMax} are sent.`);
  setText("readers-note", [state.readers?.note, ...tooLong].filter(Boolean).join(" "));
}

async function chooseGroup() {
  const select = byId("group-choice");
  const show = (groups) => {
    const types = new Map([[state.groupId, ""], ...groups.map((group) => [group.groupId, group.type])]);
    fill(select, [...types].map(([id, type]) => h("option", { value: id, selected: id === state.groupId }, ["Classic", "Share", "Streams"].includes(type) ? `${id} (${type.toLowerCase()})` : id)));
  };
  show([]);
  select.addEventListener("change", () => {
    const params = new URLSearchParams(select.value === OWN_GROUP ? {} : { group: select.value });
    location.search = params.toString();
  });
  const load = async () => {
    try {
      show((await get("/api/groups")).items);
    } catch {
      // The group in the URL can be watched without the list.
    }
  };
  select.addEventListener("focus", load);
  await load();
}
