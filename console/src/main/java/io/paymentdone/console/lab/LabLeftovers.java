package io.paymentdone.console.lab;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes topics and groups of labs that nobody has any more. */
@Component
final class LabLeftovers {

  private static final Logger log = LoggerFactory.getLogger(LabLeftovers.class);
  private static final Duration CALL_MAX = Duration.ofSeconds(5);

  private final LabClients clients;

  /** Names of which the log has that they are still there. */
  private final Set<String> told = new HashSet<>();

  LabLeftovers(LabClients clients) {
    this.clients = clients;
  }

  /**
   * Removes whatever has the name of a lab, once; a group that has a member stays.
   *
   * @param inUse names that belong to a lab of this console, also to one that starts meanwhile
   * @return whether nothing is left
   */
  synchronized boolean remove(Predicate<String> inUse) {
    Admin admin = clients.admin(LabTopic.PREFIX + "leftovers");
    try {
      Deadline listing = Deadline.in(CALL_MAX);
      TreeSet<String> left = new TreeSet<>(LabCalls.await(admin.listTopics().names(), listing));
      LabCalls.await(admin.listGroups().all(), listing).stream()
          .map(GroupListing::groupId)
          .forEach(left::add);
      // A lab takes its name before it creates its topic, so the answer is not older than the list.
      left.removeIf(name -> !LabTopic.NAME.matcher(name).matches() || inUse.test(name));
      told.retainAll(left);
      boolean gone = true;
      for (String name : left) {
        gone &= remove(admin, name);
      }
      return gone;
    } catch (ProblemException e) {
      log.debug("What labs left is not removed now", e);
      return false;
    } finally {
      admin.close(Duration.ofSeconds(1));
    }
  }

  private boolean remove(Admin admin, String name) {
    String why = LabTopic.deleteOnce(admin, name, CALL_MAX);
    if (why == null) {
      told.remove(name);
      log.info("What lab {} left is removed", name);
      return true;
    }
    if (told.add(name)) {
      log.warn("What lab {} left is still there, and is removed later: {}", name, why);
    }
    return false;
  }
}
