import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct, IValidation } from 'constructs';
import type { WhenUserConnected } from '../when-user-connected';

interface Declared {
  readonly workspaceId: string;
  readonly applicationIds: string[];
  readonly absentApplicationIds: string[];
  readonly whenUserConnected: WhenUserConnected;
  readonly resource: CfnResource;
}

const DECLARED_ONCE = new WeakMap<Stack, DeclaredOnce>();

/**
 * Has the synthesis fail if another construct of the stack declares one of the applications on the same WorkSpace, or says
 * something else about its user.
 */
export function requireDeclaredOnce(scope: IConstruct, declared: Declared): void {
  const stack = Stack.of(scope);
  const known = DECLARED_ONCE.get(stack) ?? new DeclaredOnce(stack);
  DECLARED_ONCE.set(stack, known);
  known.add(scope.node.path, declared);
}

/**
 * Compares when synthesizing, not when constructing: only then do tokens resolve, and two constructs that take their ids
 * from the same parameter or resource are told apart from two that do not.
 */
class DeclaredOnce implements IValidation {
  private readonly declared: { readonly path: string; readonly declared: Declared }[] = [];

  constructor(private readonly stack: Stack) {
    stack.node.addValidation(this);
  }

  add(path: string, declared: Declared): void {
    this.declared.push({ path, declared });
  }

  validate(): string[] {
    const owners = new Map<string, string>();
    const users = new Map<string, { readonly path: string; readonly says: WhenUserConnected }>();
    const problems: string[] = [];
    for (const { path, declared } of this.declared) {
      // Of two resources under opposite conditions only one exists; which, is not known before deploying.
      if (declared.resource.cfnOptions.condition) continue;
      const workspace = this.show(declared.workspaceId);
      const says = declared.whenUserConnected;
      const first = users.get(workspace) ?? { path, says };
      users.set(workspace, first);
      if (first.says !== says) {
        problems.push(
          `${path}: whenUserConnected of WorkSpace ${workspace} is ${says}, and ${first.says} in ${first.path}: say the same in both, ` +
            'for one deployment carries out both',
        );
      }
      for (const claim of this.claims(declared)) {
        const owner = owners.get(claim);
        if (owner === undefined) owners.set(claim, path);
        else problems.push(`${path}: ${claim} is already declared by ${owner}: ${REMEDY}`);
      }
    }
    return problems;
  }

  private claims({ workspaceId, applicationIds, absentApplicationIds }: Declared): readonly string[] {
    const on = ` on WorkSpace ${this.show(workspaceId)}`;
    return [...this.items(applicationIds), ...this.items(absentApplicationIds)].map(
      (application) => `application ${this.show(application)}${on}`,
    );
  }

  /** The elements of a list; a list token that stays one, such as a list parameter, counts as a single element. */
  private items(list: string[]): readonly unknown[] {
    const resolved: unknown = this.stack.resolve(list);
    return Array.isArray(resolved) ? resolved : [resolved];
  }

  private show(value: unknown): string {
    const resolved: unknown = this.stack.resolve(value);
    return typeof resolved === 'string' ? `'${resolved}'` : JSON.stringify(resolved);
  }
}

const REMEDY = 'remove one of the two, or name all applications of the WorkSpace in one WorkspaceApplicationSet';
