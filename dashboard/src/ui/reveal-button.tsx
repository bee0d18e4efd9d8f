import { Button } from '@mantine/core';
import { Icon } from './icon.tsx';

export interface RevealButtonProps {
  /** What is masked is shown in clear. */
  readonly isShown: boolean;
  readonly isPending: boolean;
  readonly size?: 'xs' | 'sm';
  readonly show: string;
  readonly hide: string;
  readonly onShow: () => void;
  readonly onHide: () => void;
}

/** Shows what of people is masked in a panel, which is recorded, and hides it again. */
export function RevealButton(props: RevealButtonProps) {
  const { isShown, isPending, size = 'xs', show, hide, onShow, onHide } = props;
  return (
    <Button
      variant="default"
      size={size}
      leftSection={<Icon name={isShown ? 'lock' : 'eye'} />}
      loading={isPending}
      onClick={isShown ? onHide : onShow}
    >
      {isShown ? hide : show}
    </Button>
  );
}
