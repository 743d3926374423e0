package io.paymentdone.console.live;

import io.paymentdone.console.live.PageRoom.Place;
import io.paymentdone.web.problem.ProblemException;

/**
 * The room of ordinary pages, and that of the pages that came by the read-only port: however many
 * these are, and however slow, they take no place and no memory of the other.
 */
public record PageRooms(PageRoom ordinary, PageRoom readOnly) {

  /**
   * Takes a place for a page.
   *
   * @throws ProblemException 429 if the viewer has used its share, 503 if all places are taken
   */
  public Place take(Viewer viewer) {
    return (viewer.readOnly() ? readOnly : ordinary).take(viewer.name());
  }
}
