import { byId, setText } from "./dom.js";
import { get } from "./api.js";
import { findAddresses } from "./commands.js";
import { count, many, time } from "./format.js";
import { start as startSession, ended as sessionEnded, resumed as sessionResumed } from "./session.js";
import { emit, on, state as store } from "./store.js";
import { isWatchOnly } from "./write-lock.js";
import { lab, follow, unansweredSince, SILENCE_MAX } from "./lab-state.js";
import { named, present } from "./lab-pieces.js";
import { start as startPlan } from "./lab-plan.js";
import { start as startProducer } from "./lab-producer.js";
import { start as startConsumers } from "./lab-consumers.js";
import { start as startPartitions } from "./lab-partitions.js";
import { start as startCounts } from "./lab-counts.js";
import { start as startOffsets } from "./lab-offsets.js";
import { start as startEvents } from "./lab-events.js";
import { start as startPredict } from "./lab-predict.js";
import { start as startMuseum } from "./lab-museum.js";
import { start as startProtocols } from "./lab-protocols.js";

/** In ms. */
const AVAILABLE_TIMEOUT = 5_000;
const RETRY = 2_000;

const session = startSession();
on("lab", show);
on("tick", showFreshness);
startPlan();
startProducer();
startConsumers();
startPartitions();
startCounts();
startOffsets();
startEvents();
startPredict();
begin();

/** There is a lab where the console runs replicas. */
async function begin() {
  await session;
  try {
    store.replicas = await get("/api/replicas", AbortSignal.timeout(AVAILABLE_TIMEOUT));
  } catch (e) {
    if (e.status === 404) {
      setText("lab-title", "There is no lab here");
      setText("lab-sentence", "It exists in the local stack only: mvn -DskipTests package spring-boot:run starts one.");
      setText("connection", "no lab");
      return;
    }
    if (e.status === 401) {
      sessionEnded();
      setText("connection", "logged out");
    }
    setText("lab-sentence", e.message);
    setTimeout(begin, RETRY);
    return;
  }
  sessionResumed();
  byId("lab-parts").hidden = false;
  findAddresses();
  await follow();
  startMuseum();
  startProtocols();
  emit("tick");
}

function show(state) {
  for (const part of document.querySelectorAll("[data-running]")) part.hidden = !state;
  setText("lab-title", state ? title(state) : "No lab runs");
  setText("lab-sentence", state ? sentence(state) : isWatchOnly() ? "When somebody starts one, you see it here." : "Start one to try what partitions, keys, commits and rebalances do, or let an experiment show it. It ends with everything it made.");
  showFreshness();
}

function showFreshness() {
  const quiet = Date.now() - lab.heardAt;
  const silent = quiet > SILENCE_MAX;
  setText("connection", silent ? "no news" : lab.now ? "live" : lab.now === null ? "no lab" : "connecting");
  const tone = `pill ${silent ? "bad" : lab.now ? "good" : ""}`;
  if (byId("connection").className !== tone) byId("connection").className = tone;
  setText("no-news", silent ? `for ${Math.round(quiet / 1_000)} s` : "");
  const stale = silent && lab.now !== undefined;
  // The console's news of what its own threads do still comes then.
  const unanswered = silent ? null : unansweredSince();
  setText("lab-not-known", stale ? `Not known since ${time(lab.heardAt)}, for the console does not answer: grey parts show the state at that time.`
    : unanswered !== null ? `Kafka has not answered since ${time(unanswered)}: the grey offsets, lags and rates are those of that time.` : "");
  document.querySelector("main").classList.toggle("stale", stale);
  document.querySelector("main").classList.toggle("unanswered", unanswered !== null);
}

function title(state) {
  return `${many(present(state).length, "consumer")} for ${many(state.partitions.length, "partition")}`;
}

/** What is to be noticed first. */
function sentence(state) {
  const those = (what) => state.members.filter((member) => member.state === what);
  const dead = those("killed").find((member) => member.partitions.length);
  if (dead) return `Consumer ${dead.n} is dead, and ${named(dead.partitions)} ${dead.partitions.length === 1 ? "waits" : "wait"} until its session times out.`;
  const [frozen] = those("frozen");
  if (frozen) return `Consumer ${frozen.n} does not poll: ${state.plan.maxPollIntervalMs / 1_000} s after its last poll it is put out of the group.`;
  if (!present(state).length) return "Nobody reads: records wait on the topic.";
  if (those("joining").length) return "A consumer joins the group, which shares out the partitions anew.";
  const unread = state.partitions.filter((partition) => partition.owner === null);
  if (unread.length) return `The group moves partitions: nobody has ${named(unread.map(({ partition }) => partition))} now.`;
  const idle = present(state).filter((member) => !member.partitions.length);
  if (idle.length) return `${many(idle.length, "consumer")} ${idle.length === 1 ? "is" : "are"} idle: a partition has one reader in a group, and there are ${state.partitions.length}.`;
  const waiting = state.partitions.reduce((sum, partition) => sum + (partition.lag ?? 0), 0);
  if (waiting > 100) return `${count(waiting)} records wait: they come faster than they are handled.`;
  return "Each partition has its reader.";
}
