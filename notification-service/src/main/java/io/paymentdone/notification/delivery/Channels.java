package io.paymentdone.notification.delivery;

import io.paymentdone.notification.delivery.Channel.Audience;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The channels that this deployment has, and which targets are theirs. */
@Component
public final class Channels {

  private final Map<Audience, List<Integer>> targets = new EnumMap<>(Audience.class);
  private final Map<Integer, String> names = new HashMap<>();
  private final String nameOfEndpoints;

  Channels(List<Channel> channels) {
    String endpoints = "endpoint";
    for (Channel channel : channels) {
      if (channel.audience() == Audience.ENDPOINTS) {
        endpoints = channel.name();
      } else {
        channel.targets().forEach(target -> add(target, channel));
      }
    }
    nameOfEndpoints = endpoints;
  }

  private void add(int target, Channel channel) {
    String other = names.put(target, channel.name());
    if (other != null) {
      throw new IllegalStateException(
          "Channels " + other + " and " + channel.name() + " both have target " + target + ".");
    }
    targets.computeIfAbsent(channel.audience(), audience -> new ArrayList<>()).add(target);
  }

  /** Targets of an audience other than {@link Audience#ENDPOINTS}; they never change. */
  public List<Integer> targets(Audience audience) {
    return List.copyOf(targets.getOrDefault(audience, List.of()));
  }

  /** Name of the channel that has the endpoints. */
  String nameOfEndpoints() {
    return nameOfEndpoints;
  }

  /** All targets that are not endpoints. */
  Integer[] targetsWithoutEndpoint() {
    return names.keySet().toArray(Integer[]::new);
  }

  /** Names of all channels. */
  public Set<String> names() {
    Set<String> all = new TreeSet<>(names.values());
    all.add(nameOfEndpoints);
    return all;
  }

  /** Name of the channel that a target belongs to. */
  public String name(int target) {
    return names.getOrDefault(target, nameOfEndpoints);
  }
}
