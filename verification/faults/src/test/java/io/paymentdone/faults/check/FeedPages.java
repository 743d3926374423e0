package io.paymentdone.faults.check;

import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ServiceProbe;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads feeds as a user's client does: page by page, each page from another replica. */
public final class FeedPages {

  private static final int PAGES_MAX = 2000;

  private final List<Node> replicas;

  /** Reads from the notification services that run. */
  public FeedPages(Cluster cluster) {
    this.replicas =
        cluster.notifications().stream().filter(node -> node.process().isAlive()).toList();
  }

  /** Payment ids of each user's feed, oldest first. */
  public Map<String, List<UUID>> of(List<String> users) {
    Map<String, List<UUID>> feeds = new LinkedHashMap<>();
    users.forEach(user -> feeds.put(user, feed(user)));
    return feeds;
  }

  private List<UUID> feed(String user) {
    List<UUID> newestFirst = new ArrayList<>();
    String path = "/notifications?limit=100&userId=" + encode(user);
    String after = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      JsonNode answer =
          ServiceProbe.of(replicas.get(page % replicas.size()).process()).json(path + after);
      if (!answer.path("items").isArray()) {
        throw new IllegalStateException("no page of " + user + ": " + answer);
      }
      answer
          .path("items")
          .forEach(item -> newestFirst.add(UUID.fromString(item.path("paymentId").asString())));
      if (answer.path("next").isNull()) {
        Collections.reverse(newestFirst);
        return newestFirst;
      }
      after = "&after=" + encode(answer.path("next").asString());
    }
    throw new IllegalStateException("the feed of " + user + " has no end");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
