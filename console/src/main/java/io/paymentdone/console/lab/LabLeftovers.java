package io.paymentdone.console.lab;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes topics and groups of labs of a console that was killed. */
@Component
final class LabLeftovers {

  private static final Logger log = LoggerFactory.getLogger(LabLeftovers.class);

  private final LabClients clients;

  LabLeftovers(LabClients clients) {
    this.clients = clients;
  }

  /**
   * Removes whatever has the name of a lab.
   *
   * @param most how long to wait for the members of each group, which the group keeps until their
   *     sessions have timed out
   * @return whether nothing is left
   */
  boolean remove(Duration most) {
    Admin admin = clients.admin("lab-leftovers");
    try {
      TreeSet<String> names = new TreeSet<>(LabCalls.await(admin.listTopics().names()));
      LabCalls.await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
          .map(GroupListing::groupId)
          .forEach(names::add);
      List<String> left =
          names.stream().filter(name -> LabTopic.NAME.matcher(name).matches()).toList();
      boolean gone = true;
      for (String id : left) {
        boolean removed = LabTopic.delete(admin, id, most);
        log.info("Lab {} of an earlier console is {}", id, removed ? "removed" : "still there");
        gone &= removed;
      }
      return gone;
    } finally {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
