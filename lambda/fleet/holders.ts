import type { Holder } from '../reconcile/goal';
import type { Holders } from '../service/holders';

/** There is one fleet of a name: the mark of a former one of our own name holds nothing. */
export const withoutFormer = (own: Holder, holders: Holders): Holders => ({
  async isLiving(mark) {
    return mark.holder === own.name ? { ok: true, value: mark.token === own.token } : holders.isLiving(mark);
  },
});
